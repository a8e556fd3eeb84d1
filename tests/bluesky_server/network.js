// Bluesky's own programs on loopback: the directory of identities, an account server (PDS) and the
// index that searches and notifies (AppView). Argument: one JSON object, see `running.py`.
//
// What the desk is told as the account server's address is a line in front of it, which can lose
// an answer or a question. Says one JSON line when all is up and one after each command on its
// input; ends with its input.
'use strict'
const net = require('node:net')
const path = require('node:path')
const readline = require('node:readline')

const asked = JSON.parse(process.argv[2])
const installed = path.join(asked.installed, 'node_modules')
const { TestPlc, TestBsky, TestPds, mockNetworkUtilities } = require(
  path.join(installed, '@atproto/dev-env'),
)
const pds = require(path.join(installed, '@atproto/pds'))

// These programs listen on every address of a machine unless told otherwise.
const listen = net.Server.prototype.listen
net.Server.prototype.listen = function (port, ...rest) {
  return listen.call(this, ...(typeof port === 'number' ? [port, '127.0.0.1', ...rest] : [port, ...rest]))
}

async function freePort() {
  const probe = net.createServer()
  await new Promise((done) => probe.listen(0, done))
  const { port } = probe.address()
  await new Promise((done) => probe.close(done))
  return port
}

// --- The line in front of the account server ---

const line = { server: null, path: '', loses: '' }

function carry(desk, port) {
  const behind = net.connect(port, '127.0.0.1')
  let lost = ''
  const end = () => {
    desk.destroy()
    behind.destroy()
  }
  desk.on('data', (part) => {
    if (line.loses && part.includes(line.path)) {
      lost = line.loses
      line.loses = ''
    }
    if (lost === 'question') end()
    else behind.write(part)
  })
  behind.on('data', (part) => (lost === 'answer' ? end() : desk.write(part)))
  for (const one of [desk, behind]) one.on('error', end).on('close', end)
}

async function openLine(port, inner) {
  line.server = net.createServer((desk) => carry(desk, inner))
  await new Promise((done) => line.server.listen(port, done))
}

const closeLine = () => new Promise((done) => line.server.close(done))

// --- The programs ---

async function accountServer(port, inner, plc, index) {
  const env = {
    devMode: true,
    port,
    dataDirectory: asked.folder,
    blobstoreDiskLocation: path.join(asked.folder, 'blobs'),
    adminPassword: 'admin-pass',
    jwtSecret: 'jwt-secret',
    plcRotationKeyK256PrivateKeyHex: '11'.repeat(32),
    serviceHandleDomains: ['.test'],
    inviteRequired: false,
    disableSsrfProtection: true,
    // As bsky.social does: the sign-in names the account's own server, and limits hold.
    enableDidDocWithSession: true,
    rateLimitsEnabled: true,
    didPlcUrl: plc.url,
    bskyAppViewUrl: index.url,
    bskyAppViewDid: index.serverDid,
  }
  const settings = pds.envToCfg(env)
  settings.service.port = inner
  const server = await pds.PDS.create(settings, pds.envToSecrets(env))
  await server.start()
  const found = new TestPds(`http://localhost:${port}`, port, server)
  mockNetworkUtilities(found, index)
  return found
}

// Until all that was written is in the index.
async function settle(accounts, index) {
  await accounts.processAll()
  const last = await accounts.ctx.sequencer.curr()
  for (let attempt = 0; attempt < 3000; attempt++) {
    await index.sub.processAll()
    if (!last || ((await index.sub.runner.getCursor()) ?? 0) >= last) return
    await new Promise((done) => setTimeout(done, 10))
  }
  throw new Error('the index does not follow')
}

async function main() {
  const [port, inner] = [await freePort(), await freePort()]
  const plc = await TestPlc.create({})
  const index = await TestBsky.create({
    plcUrl: plc.url,
    pdsPort: inner,
    repoProvider: `ws://localhost:${inner}`,
    dbPostgresUrl: asked.database,
    dbPostgresSchema: 'appview',
  })
  let accounts = await accountServer(port, inner, plc, index)
  await openLine(port, inner)

  const commands = {
    settle: () => settle(accounts, index),
    lose: (what, where) => Object.assign(line, { loses: what, path: where }),
    stop: async () => {
      await accounts.close()
      await closeLine()
    },
    start: async () => {
      accounts = await accountServer(port, inner, plc, index)
      await openLine(port, inner)
    },
  }
  const say = (told) => process.stdout.write(`${JSON.stringify(told)}\n`)
  say({ url: `http://127.0.0.1:${port}`, own: `http://localhost:${port}` })
  for await (const text of readline.createInterface({ input: process.stdin })) {
    const [name, ...more] = JSON.parse(text)
    await commands[name](...more)
    say({ done: name })
  }
  process.exit(0)
}

main().catch((error) => {
  console.error(error)
  process.exit(1)
})
