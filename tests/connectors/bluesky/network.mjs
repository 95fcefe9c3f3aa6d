// A whole Bluesky network on loopback: directory, account server, view of the network, moderation service.
//
// MODULES: the folder node_modules; PORTS: of directory, account server, view, moderation and this script's own door.
// A POST to that door answers once everything written so far has reached the view.
import { createServer } from 'node:http'

const { TestNetwork } = await import(`${process.env.MODULES}/@atproto/dev-env/dist/index.js`)
const [plc, pds, view, moderation, door] = process.env.PORTS.split(',').map(Number)

const network = await TestNetwork.create({
  dbPostgresSchema: 'bluesky',
  plc: { port: plc },
  pds: { port: pds, hostname: 'localhost', enableDidDocWithSession: true },
  bsky: { port: view, publicUrl: `http://localhost:${view}` },
  ozone: { port: moderation, chatUrl: `http://localhost:${moderation}`, chatDid: 'did:example:chat' },
})

const answer = async (request, response) => {
  try {
    if (request.method === 'POST') await network.processAll(60_000)
    response.writeHead(200, { 'Content-Type': 'application/json' })
    response.end(JSON.stringify({ moderation: network.ozone.ctx.cfg.service.did }))
  } catch (error) {
    response.writeHead(500, { 'Content-Type': 'text/plain' })
    response.end(String(error))
  }
}
createServer(answer).listen(door, '127.0.0.1')

const stop = async () => {
  await Promise.race([network.close(), new Promise((resolve) => setTimeout(resolve, 5000))])
  process.exit(0)
}
process.on('SIGTERM', stop)
process.on('SIGINT', stop)
