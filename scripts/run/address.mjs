import { createServer } from 'node:net'
import { refusal } from '../output.mjs'

const LOOPBACK = ['127.0.0.1', '::1', '0.0.0.0', '::', 'localhost']

/**
 * Where the server will listen: HOST (only this machine unless it is set) and PORT (3000; 0 is any free one). Refuses a
 * port that is taken with a sentence, before anything takes time.
 */
export async function chooseAddress() {
  const host = process.env.HOST || '127.0.0.1'
  const port = await claim(host, readPort(process.env.PORT || '3000'))
  return describeAddress(host, port)
}

/** The address the server would have, for a command that does not listen. */
export function expectedAddress() {
  return describeAddress(process.env.HOST || '127.0.0.1', readPort(process.env.PORT || '3000'))
}

function describeAddress(host, port) {
  const name = LOOPBACK.includes(host) ? 'localhost' : host
  const url = `http://${name.includes(':') ? `[${name}]` : name}:${port}`
  return { host, port, baseUrl: process.env.BASE_URL || url, localUrl: localUrl(host, port) }
}

function readPort(text) {
  const port = Number(text)
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  throw refusal(`PORT must be a number from 1 to 65535, not "${text}".`)
}

async function claim(host, port) {
  const server = createServer()
  try {
    await new Promise((resolve, reject) => {
      server.once('error', reject)
      server.listen({ host, port, exclusive: true }, resolve)
    })
    return server.address().port
  } catch (error) {
    throw refusal(explainListenError(error, host, port))
  } finally {
    await new Promise((resolve) => server.close(resolve))
  }
}

function explainListenError(error, host, port) {
  const example = `for example: PORT=${port < 1024 || port === 65_535 ? 3000 : port + 1} npm start`
  switch (error.code) {
    case 'EADDRINUSE':
      return `Port ${port} on ${host} is taken by another program; choose another one with PORT, ${example}`
    case 'EACCES':
      return `This user may not listen on port ${port}; choose one above 1023 with PORT, ${example}`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `HOST is ${host}, which is not an address of this machine; 127.0.0.1 is this machine only, 0.0.0.0 every network.`
    default:
      return `The server cannot listen on ${host} port ${port}: ${error.message}`
  }
}

// The address this machine reaches the server at, whatever name people use for it.
function localUrl(host, port) {
  if (host === '0.0.0.0') return `http://127.0.0.1:${port}`
  if (host === '::') return `http://[::1]:${port}`
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}
