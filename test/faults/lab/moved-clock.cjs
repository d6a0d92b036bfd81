// Loaded before a process of ours: its time is the machine's and what the file adds, in milliseconds. So that an hour
// may pass for all processes within a moment.
const { readFileSync } = require('node:fs');

const RealDate = Date;
const realNow = RealDate.now;
let addedMs = 0;
const look = () => {
  try {
    addedMs = Number(readFileSync(process.env.LAB_CLOCK_FILE, 'utf8')) || addedMs;
  } catch {
    // Not written yet.
  }
};
look();
setInterval(look, 40).unref();

RealDate.now = () => realNow() + addedMs;
globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, wanted) =>
    Reflect.construct(target, args.length > 0 ? args : [RealDate.now()], wanted),
  apply: () => new RealDate(RealDate.now()).toString(),
});
