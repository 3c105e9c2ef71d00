// Preloaded: a disk with room for DISK_ROOM bytes. A write that goes beyond it is refused as a full disk does.
const fs = require('node:fs');

let room = Number(process.env.DISK_ROOM);
const full = () =>
  Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' });
const takes = (data) => {
  room -= Buffer.byteLength(data);
  return room >= 0;
};

const { write, writeSync } = fs;
fs.write = (fd, data, ...rest) =>
  takes(data) ? write(fd, data, ...rest) : setImmediate(rest.at(-1), full());
fs.writeSync = (fd, data, ...rest) => {
  if (fd > 2 && !takes(data)) throw full();
  return writeSync(fd, data, ...rest);
};
fs.promises.open(__filename).then((handle) => {
  const { appendFile } = Object.getPrototypeOf(handle);
  Object.getPrototypeOf(handle).appendFile = async function (data) {
    if (!takes(data)) throw full();
    return appendFile.call(this, data);
  };
  return handle.close();
});
