// Does as each task says, as a process of DrawingQueue's; test/preview/drawing-queue.test.ts.
const done = [];

process.on('disconnect', () => process.exit());
process.on('message', ({ does, name }) => {
  done.push(name);
  if (does === 'loop') for (;;);
  if (does === 'hoard') process.send(JSON.stringify('x'.repeat(400_000_000).replace(/y/g, '') + name).length);
  if (does === 'end') process.exit(3);
  process.send({ done, variables: Object.keys(process.env), options: process.execArgv });
});
process.send('ready');
