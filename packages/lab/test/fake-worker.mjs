// Stands in for a training: the configuration says how it ends.
let stopping = false;
let wake = () => {};
process.on('SIGINT', () => {});
process.on('disconnect', () => process.exit(0));
process.on('message', async message => {
  if (message.type === 'stop') {
    stopping = true;
    wake();
    return;
  }
  const { behaviour, ms = 1 } = message.job.config;
  process.send({ type: 'progress', fraction: 0.5, imagesPerSecond: 100 });
  if (behaviour === 'die') process.exit(3);
  if (behaviour === 'fail') {
    process.send({ type: 'failed', message: 'the loss is not a number', stack: undefined });
    return;
  }
  if (!stopping) {
    await new Promise(resolve => {
      wake = resolve;
      setTimeout(resolve, ms);
    });
  }
  process.send({ type: stopping ? 'stopped' : 'done' });
});
