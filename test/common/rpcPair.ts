import { EventEmitter } from 'node:events';
import type { RpcPort } from '../../src/common/cancel';

/** Two ends of a channel that carries what JSON can, as the one between processes does. */
export function rpcPair(): readonly [RpcPort, RpcPort] {
  const ends = [new EventEmitter(), new EventEmitter()] as const;
  const port = (own: EventEmitter, other: EventEmitter): RpcPort => ({
    post: (message) => setImmediate(() => other.emit('message', JSON.parse(JSON.stringify(message)))),
    on: (receive) => own.on('message', receive),
  });
  return [port(ends[0], ends[1]), port(ends[1], ends[0])];
}
