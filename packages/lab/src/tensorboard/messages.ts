/**
 * The part of TensorFlow's protobuf schema that event files need (tensorboard/compat/proto/{event,summary,tensor}.proto and
 * plugins/hparams/plugin_data.proto in https://github.com/tensorflow/tensorboard), for protobufjs, and the messages as types.
 */
import protobuf from 'protobufjs/light.js';

/** Of `DataType`. */
export const DATA_TYPE = { FLOAT: 1, STRING: 7 } as const;
/** Of `DataClass`. */
export const DATA_CLASS_TENSOR = 2;
/** Of `SessionLog.SessionStatus`. */
export const SESSION_START = 1;
/** Of the hparams plugin's `Status`. */
export const STATUS_SUCCESS = 1;

/** What one tag is at one step: exactly one of the last four. */
export interface SummaryValue {
  readonly tag: string;
  readonly metadata?: {
    readonly pluginData: { readonly pluginName: string; readonly content?: Uint8Array };
    readonly dataClass: number;
  };
  readonly simpleValue?: number;
  readonly image?: {
    readonly height: number;
    readonly width: number;
    /** Channels. */
    readonly colorspace: number;
    readonly encodedImageString: Uint8Array;
  };
  readonly histo?: HistogramProto;
  readonly tensor?: TensorProto;
}

export interface TensorProto {
  readonly dtype: number;
  readonly tensorShape: { readonly dim: readonly { readonly size: number }[] };
  readonly stringVal?: readonly Uint8Array[];
}

export interface HistogramProto {
  readonly min: number;
  readonly max: number;
  readonly num: number;
  readonly sum: number;
  readonly sumSquares: number;
  /** Upper ends of the buckets, each greater than the one before. */
  readonly bucketLimit: readonly number[];
  /** Values in each bucket. */
  readonly bucket: readonly number[];
}

/** A record of an event file. */
export interface Event {
  /** Seconds since 1970. */
  readonly wallTime: number;
  readonly step?: number;
  readonly fileVersion?: string;
  readonly summary?: { readonly value: readonly SummaryValue[] };
  readonly sessionLog?: { readonly status: number };
}

/** A setting as the hparams plugin holds it: `google.protobuf.Value`. */
export type HParam =
  | { readonly numberValue: number }
  | { readonly stringValue: string }
  | { readonly boolValue: boolean };

/** What the hparams plugin's tags hold. */
export interface HParamsPluginData {
  readonly sessionStartInfo?: {
    readonly hparams: Readonly<Record<string, HParam>>;
    readonly groupName: string;
    readonly startTimeSecs: number;
  };
  readonly sessionEndInfo?: { readonly status: number; readonly endTimeSecs: number };
}

const one = (type: string, id: number) => ({ type, id });
const many = (type: string, id: number) => ({ rule: 'repeated', type, id });
const mapTo = (type: string, id: number): protobuf.IMapField => ({ keyType: 'string', type, id });
const packed = (type: string, id: number) => ({ ...many(type, id), options: { packed: true } });

/** Without `oneofs`, a zero would be left out: its field is no better than an absent one. */
const ROOT = protobuf.Root.fromJSON({
  nested: {
    Event: {
      fields: {
        wallTime: one('double', 1),
        step: one('int64', 2),
        fileVersion: one('string', 3),
        summary: one('Summary', 5),
        sessionLog: one('SessionLog', 7),
      },
    },
    SessionLog: { fields: { status: one('int32', 1) } },
    Summary: { fields: { value: many('SummaryValue', 1) } },
    SummaryValue: {
      oneofs: { value: { oneof: ['simpleValue', 'image', 'histo', 'tensor'] } },
      fields: {
        tag: one('string', 1),
        simpleValue: one('float', 2),
        image: one('Image', 4),
        histo: one('HistogramProto', 5),
        tensor: one('TensorProto', 8),
        metadata: one('SummaryMetadata', 9),
      },
    },
    SummaryMetadata: { fields: { pluginData: one('PluginData', 1), dataClass: one('int32', 4) } },
    PluginData: { fields: { pluginName: one('string', 1), content: one('bytes', 2) } },
    Image: {
      fields: {
        height: one('int32', 1),
        width: one('int32', 2),
        colorspace: one('int32', 3),
        encodedImageString: one('bytes', 4),
      },
    },
    HistogramProto: {
      fields: {
        min: one('double', 1),
        max: one('double', 2),
        num: one('double', 3),
        sum: one('double', 4),
        sumSquares: one('double', 5),
        bucketLimit: packed('double', 6),
        bucket: packed('double', 7),
      },
    },
    TensorProto: {
      fields: { dtype: one('int32', 1), tensorShape: one('TensorShape', 2), stringVal: many('bytes', 8) },
    },
    TensorShape: { fields: { dim: many('Dim', 2) } },
    Dim: { fields: { size: one('int64', 1) } },
    HParamsPluginData: {
      fields: {
        sessionStartInfo: one('SessionStartInfo', 3),
        sessionEndInfo: one('SessionEndInfo', 4),
      },
    },
    SessionStartInfo: {
      fields: {
        hparams: mapTo('Value', 1),
        groupName: one('string', 4),
        startTimeSecs: one('double', 5),
      },
    },
    SessionEndInfo: { fields: { status: one('int32', 1), endTimeSecs: one('double', 2) } },
    Value: {
      oneofs: { kind: { oneof: ['numberValue', 'stringValue', 'boolValue'] } },
      fields: { numberValue: one('double', 2), stringValue: one('string', 3), boolValue: one('bool', 4) },
    },
  },
});

const encode = (type: string, message: object): Uint8Array => {
  const found = ROOT.lookupType(type);
  return found.encode(found.fromObject(message)).finish();
};

/** The bytes of an event. */
export const encodeEvent = (event: Event): Uint8Array => encode('Event', event);

/** The bytes of what a tag of the hparams plugin holds. */
export const encodeHParams = (data: HParamsPluginData): Uint8Array => encode('HParamsPluginData', data);
