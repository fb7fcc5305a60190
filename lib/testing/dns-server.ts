import { createSocket } from 'node:dgram'
import { once } from 'node:events'

/** What a name server says of a name: its TXT records, that there is no such name, that it cannot tell, or nothing at all. */
export type DnsAnswer = string[] | 'NXDOMAIN' | 'SERVFAIL' | 'SILENT'

export type DnsServer = {
  /** As `DNS_SERVERS` takes it. */
  address: string
  /** Says this of a name from now on. */
  say: (name: string, answer: DnsAnswer) => void
  /** The names that were asked for so far. */
  asked: string[]
  stop: () => void
}

const codes = { NXDOMAIN: 3, SERVFAIL: 2 } as const
const txt = 16

/**
 * A name server on this machine that knows TXT records alone (RFC 1035). Of names nobody said anything of it says that there are none; where a
 * zone is given, it does so of names below that, and cannot tell of others.
 */
export async function startDnsServer(zone = ''): Promise<DnsServer> {
  const answers = new Map<string, DnsAnswer>()
  const asked: string[] = []
  const socket = createSocket('udp4')
  socket.on('message', (query, from) => {
    const { name, end } = readQuestion(query)
    asked.push(name)
    const answer = answers.get(name) ?? (name.endsWith(zone) ? 'NXDOMAIN' : 'SERVFAIL')
    if (answer !== 'SILENT') socket.send(answerTo(query, end, answer), from.port, from.address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return {
    address: `127.0.0.1:${socket.address().port}`,
    say: (name, answer) => answers.set(name.toLowerCase(), answer),
    asked,
    stop: () => socket.close(),
  }
}

/** The name that is asked for, and where the question ends. */
function readQuestion(query: Buffer): { name: string; end: number } {
  const labels: string[] = []
  let at = 12
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length))
    at += length + 1
  }
  return { name: labels.join('.').toLowerCase(), end: at + 5 }
}

function answerTo(query: Buffer, end: number, answer: Exclude<DnsAnswer, 'SILENT'>): Buffer {
  const texts = Array.isArray(answer) ? answer : []
  const header = Buffer.alloc(12)
  query.copy(header, 0, 0, 2)
  // A response, authoritative, recursion as it was wished for and there.
  header.writeUInt16BE(0x8580 | (Array.isArray(answer) ? 0 : codes[answer]), 2)
  header.writeUInt16BE(1, 4)
  header.writeUInt16BE(texts.length, 6)
  return Buffer.concat([header, query.subarray(12, end), ...texts.map(recordOf)])
}

function recordOf(text: string): Buffer {
  const pieces = text.match(/.{1,255}/gs) ?? ['']
  const data = Buffer.concat(
    pieces.map((piece) => Buffer.from([piece.length, ...Buffer.from(piece, 'latin1')])),
  )
  const head = Buffer.alloc(12)
  // The name of the question, by a pointer to it.
  head.writeUInt16BE(0xc00c, 0)
  head.writeUInt16BE(txt, 2)
  head.writeUInt16BE(1, 4)
  head.writeUInt32BE(0, 6)
  head.writeUInt16BE(data.length, 10)
  return Buffer.concat([head, data])
}
