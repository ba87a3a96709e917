/* The built app of `bench/app`, as `node build` runs it. Plain JavaScript: no compiler in the measured process. */
const { server } = await import(new URL('../app/build/index.js', import.meta.url).href);

const report = () => process.send({ port: server.address().port });
if (server.listening) report();
else server.once('listening', report);
process.on('SIGTERM', () => process.exit(0));
process.on('disconnect', () => process.exit(0));
