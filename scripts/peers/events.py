"""TensorBoard's own account of event files.

    python3 scripts/peers/events.py read FOLDER    what TensorBoard finds in a run's folder, as JSON
    python3 scripts/peers/events.py write FILE     records of each kind as TensorBoard writes them: the fixture of the lab's tests

Needs `pip install tensorboard`.
"""

import json
import sys

from tensorboard.backend.event_processing.plugin_event_accumulator import EventAccumulator
from tensorboard.compat.proto import event_pb2, summary_pb2, types_pb2
from tensorboard.plugins.hparams import plugin_data_pb2
from tensorboard.summary.writer.record_writer import RecordWriter
from tensorboard.util import tensor_util


def read(folder):
    """Curves, histograms, pictures, texts and settings by tag, as TensorBoard shows them."""
    found = {"scalars": {}, "histograms": {}, "images": {}, "text": {}, "hparams": {}}
    accumulator = EventAccumulator(folder, size_guidance={"tensors": 0})
    accumulator.Reload()
    for tag, metadata in accumulator.AllSummaryMetadata().items():
        plugin = metadata.plugin_data.plugin_name
        events = accumulator.Tensors(tag)
        arrays = [(event.step, tensor_util.make_ndarray(event.tensor_proto)) for event in events]
        if plugin == "scalars":
            found["scalars"][tag] = [[step, float(array)] for step, array in arrays]
        elif plugin == "histograms":
            # Each row of the array is a bucket: left end, right end, count.
            found["histograms"][tag] = [
                {"step": step, "min": float(a[0, 0]), "max": float(a[-1, 1]), "count": float(a[:, 2].sum())}
                for step, a in arrays
            ]
        elif plugin == "images":
            found["images"][tag] = [
                {"step": step, "width": int(a[0]), "height": int(a[1]), "png": a[2].hex()} for step, a in arrays
            ]
        elif plugin == "text":
            found["text"][tag] = [array.item().decode() for _, array in arrays]
        elif plugin == "hparams":
            data = plugin_data_pb2.HParamsPluginData.FromString(metadata.plugin_data.content)
            if data.HasField("session_start_info"):
                start = data.session_start_info
                values = {name: getattr(v, v.WhichOneof("kind")) for name, v in start.hparams.items()}
                found["hparams"] |= {"group": start.group_name, "settings": values}
            if data.HasField("session_end_info"):
                found["hparams"]["status"] = data.session_end_info.status
    return found


def value(tag, plugin=None, content=b"", **kind):
    metadata = None
    if plugin:
        metadata = summary_pb2.SummaryMetadata(
            plugin_data={"plugin_name": plugin, "content": content}, data_class=summary_pb2.DATA_CLASS_TENSOR
        )
    return summary_pb2.Summary.Value(tag=tag, metadata=metadata, **kind)


def examples():
    """An event of each kind that Refold writes."""
    yield event_pb2.Event(wall_time=1.5, file_version="brain.Event:2")
    yield event_pb2.Event(wall_time=2.25, step=7, session_log={"status": event_pb2.SessionLog.START})
    histogram = summary_pb2.HistogramProto(
        min=-1, max=2, num=4, sum=2.5, sum_squares=6.25, bucket_limit=[0.5, 2], bucket=[1, 3]
    )
    image = summary_pb2.Summary.Image(height=2, width=3, colorspace=3, encoded_image_string=b"\x89PNG")
    text = tensor_util.make_tensor_proto("h\u00e9llo", dtype=types_pb2.DT_STRING)
    data = plugin_data_pb2.HParamsPluginData(
        session_start_info={"group_name": "row (1234)", "start_time_secs": 3.5}
    )
    data.session_start_info.hparams["lr"].number_value = 0.1
    end = plugin_data_pb2.HParamsPluginData(session_end_info={"status": 1, "end_time_secs": 9})
    nothing = tensor_util.make_tensor_proto([], dtype=types_pb2.DT_FLOAT, shape=(0,))
    values = [
        value("step/loss", simple_value=0.75),
        value("parameters/kernel", histo=histogram),
        value("pictures/a", image=image),
        value("run", "text", tensor=text),
        value("_hparams_/session_start_info", "hparams", data.SerializeToString(), tensor=nothing),
        value("_hparams_/session_end_info", "hparams", end.SerializeToString(), tensor=nothing),
    ]
    for one in values:
        yield event_pb2.Event(wall_time=3.125, step=300, summary={"value": [one]})


def write(path):
    with open(path, "wb") as file:
        writer = RecordWriter(file)
        for event in examples():
            writer.write(event.SerializeToString())


if __name__ == "__main__":
    command, path = sys.argv[1:]
    if command == "read":
        print(json.dumps(read(path)))
    else:
        write(path)
