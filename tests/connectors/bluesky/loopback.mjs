// Loaded first: the network's servers listen on every address of the machine unless they are told a host.
import { Server } from 'node:net'

const listen = Server.prototype.listen
const ANYWHERE = new Set([undefined, '', '::', '0.0.0.0'])

Server.prototype.listen = function (where, ...rest) {
  const isPort = typeof where === 'number' || (typeof where === 'string' && /^\d+$/.test(where))
  const place = isPort ? { port: Number(where) } : where
  if (place === null || typeof place !== 'object' || !('port' in place)) return listen.call(this, where, ...rest)
  const ready = rest.find((value) => typeof value === 'function')
  const host = isPort ? rest.find((value) => typeof value === 'string') : place.host
  return listen.call(this, { ...place, host: ANYWHERE.has(host) ? '127.0.0.1' : host }, ready)
}
