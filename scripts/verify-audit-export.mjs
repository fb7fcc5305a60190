#!/usr/bin/env node
// Checks an NDJSON export of an audit log without Roster, its database or a network: this file and Node 20 are enough.
//   node verify-audit-export.mjs FILE [--checkpoints FILE] [--key ID] [--filtered] [--json]
// Ends with 0 when everything holds, 1 when something does not, 2 when it could not be checked.
import { createHash, createPublicKey, verify } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { parseArgs } from 'node:util'

const USAGE = `Usage: verify-audit-export.mjs FILE [--checkpoints FILE] [--key ID] [--filtered] [--json]

FILE                 an export of an audit log, one JSON object a line; - reads standard input
--checkpoints FILE   the signed checkpoints of the account, as they were downloaded
--key ID             the key that must have signed them: its first sixteen hexadecimal digits, noted when they were made
--filtered           the export was narrowed: every event is checked by itself, and that none is missing is not
--json               print one line of JSON`

const SENTENCES = {
  unreadable: 'its line is not what Roster writes',
  changed: 'it is not what was written, or was put in',
  missing: 'it is missing, or was moved',
  contradicts_checkpoint: 'it is not the event that was signed for',
  forged_checkpoint:
    'the checkpoint of it was not signed by the key it names, or not by the one that was asked for',
}
const GENESIS = '0'.repeat(64)

/** The fields of a line and what each is called in the text that the hash covers. */
const HASHED = {
  account_id: 'accountId',
  sequence: 'sequence',
  id: 'id',
  timestamp: 'timestamp',
  action: 'action',
  message: 'message',
  object_table: 'objectTable',
  object_id: 'objectId',
  info: 'info',
  actor_kind: 'actorKind',
  actor_id: 'actorId',
  actor_name: 'actorName',
  request_id: 'requestId',
  ip_address: 'ipAddress',
  user_agent: 'userAgent',
  workspace_id: 'workspaceId',
}
/** What the event of an export has in `info` that was not narrowed: what else is there narrowed it. */
const UNNARROWED = new Set(['format', 'by_api_key'])
const FIELDS = new Set([...Object.keys(HASHED), 'hash', 'previous_hash'])

process.exitCode = await main(process.argv.slice(2))

async function main(args) {
  try {
    const { file, options } = readArguments(args)
    const checkpoints = options.checkpoints ? await readCheckpoints(options.checkpoints) : new Map()
    const verdict = await verifyExport(linesOf(file), { ...options, checkpoints })
    process.stdout.write(options.json ? `${JSON.stringify(verdict)}\n` : `${textOf(verdict)}\n`)
    return verdict.intact ? 0 : 1
  } catch (error) {
    process.stderr.write(`${error.message}\n`)
    return 2
  }
}

function readArguments(args) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      checkpoints: { type: 'string' },
      key: { type: 'string' },
      filtered: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help || positionals.length !== 1) throw new Error(USAGE)
  return { file: positionals[0], options: values }
}

/** Reads an export from its first line to its last, and says what holds and what is the first that does not. */
async function verifyExport(lines, { checkpoints, key, filtered }) {
  const state = { events: 0, line: 0, first: null, previous: null, agreeing: [] }
  for await (const bytes of lines) {
    state.line += 1
    const problem = addLine(state, bytes, { checkpoints, filtered })
    if (problem) return broken(state, problem)
  }
  const problem = problemOfEnd(state, { checkpoints, filtered }) ?? forgery(state, { checkpoints, key })
  return problem ? broken(state, problem) : whole(state, { checkpoints, filtered })
}

function addLine(state, bytes, { checkpoints, filtered }) {
  const { previous } = state
  const expected = previous ? previous.sequence + 1 : null
  const event = readEvent(bytes)
  if (!event) return { sequence: expected ?? 1, problem: 'unreadable' }
  const place = filtered
    ? event.sequence
    : (expected ?? (event.previous_hash === GENESIS ? 1 : event.sequence))
  if (!isWhatWasWritten(event)) return { sequence: place, problem: 'changed' }
  const gap = problemOfPlace(state, event, { checkpoints, filtered })
  if (gap) return gap
  const signed = checkpointsOf(checkpoints, event, event.sequence)
  if (signed.some(({ hash }) => hash !== event.hash))
    return { sequence: event.sequence, problem: 'contradicts_checkpoint' }
  state.agreeing.push(...signed)
  state.events += 1
  state.first ??= event
  state.previous = event
  return null
}

/** Whether an event stands where it must: right behind the one before, or where the export is narrowed somewhere behind it. */
function problemOfPlace({ previous }, event, { checkpoints, filtered }) {
  if (!previous) return problemOfFirst(event, { checkpoints, filtered })
  if (event.account_id !== previous.account_id) return { sequence: previous.sequence + 1, problem: 'changed' }
  const isNext = event.sequence === previous.sequence + 1
  if (isNext && event.previous_hash !== previous.hash) return { sequence: event.sequence, problem: 'changed' }
  if (isNext || (filtered && event.sequence > previous.sequence)) return null
  return { sequence: filtered ? event.sequence : previous.sequence + 1, problem: 'missing' }
}

function problemOfFirst(event, { checkpoints, filtered }) {
  if (event.sequence === 1)
    return event.previous_hash === GENESIS ? null : { sequence: 1, problem: 'changed' }
  if (filtered) return null
  const before = checkpointsOf(checkpoints, event, event.sequence - 1).find((one) => one.stands_for_removed)
  if (before?.hash === event.previous_hash && isSigned(before)) return null
  return { sequence: 1, problem: 'missing' }
}

/** A whole export ends with the event of itself; a checkpoint that is older than that is of an event before it. */
function problemOfEnd({ previous: last }, { checkpoints, filtered }) {
  if (filtered) return null
  if (!last) return { sequence: 1, problem: 'missing' }
  // Whatever else it has is what it was narrowed to.
  const isNarrowed = Object.keys(last.info ?? {}).some((name) => !UNNARROWED.has(name))
  const isEnd = last.action === 'audit_log.exported' && last.info?.format === 'ndjson' && !isNarrowed
  const isCut = [...checkpoints.values()]
    .flat()
    .some((one) => isOf(one, last) && one.sequence > last.sequence && one.created_at <= last.timestamp)
  return isEnd && !isCut ? null : { sequence: last.sequence + 1, problem: 'missing' }
}

function forgery({ previous: last }, { checkpoints, key }) {
  const forged = [...checkpoints.values()]
    .flat()
    .filter((one) => last && isOf(one, last))
    .find((one) => !isSigned(one) || (key && one.key_id !== key.toLowerCase()))
  return forged ? { sequence: forged.sequence, problem: 'forged_checkpoint' } : null
}

function checkpointsOf(checkpoints, event, sequence) {
  return (checkpoints.get(sequence) ?? []).filter((one) => isOf(one, event))
}

function isOf(checkpoint, event) {
  return checkpoint.account_id === event.account_id
}

/** A line as an event; null unless it is, to the byte, what Roster writes of one. */
function readEvent(bytes) {
  const event = readLine(bytes)
  if (!event || Object.keys(event).length !== FIELDS.size) return null
  return Object.keys(event).every((name) => FIELDS.has(name)) && Number.isSafeInteger(event.sequence)
    ? event
    : null
}

function readLine(bytes) {
  try {
    // Not one byte else: a name that is there twice, a different spelling of a number, a character that is none.
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    const value = JSON.parse(text)
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject && JSON.stringify(value) === text ? value : null
  } catch {
    return null
  }
}

/** SHA-256 over the hash before, followed by the event as canonical JSON. */
function isWhatWasWritten(event) {
  if (!/^[\da-f]{64}$/.test(event.previous_hash)) return false
  const content = {}
  for (const [name, hashedName] of Object.entries(HASHED)) content[hashedName] = event[name]
  content.sequence = String(event.sequence)
  // Events from before there was this field have a hash without it.
  if (event.workspace_id === null) delete content.workspaceId
  const hash = createHash('sha256').update(Buffer.from(event.previous_hash, 'hex')).update(canonical(content))
  return hash.digest('hex') === event.hash
}

/** Ed25519 (RFC 8032) over the checkpoint as canonical JSON without the signature and the key, whose name is the beginning of its SHA-256. */
function isSigned({ signature, public_key: publicKey, ...claim }) {
  try {
    const raw = Buffer.from(publicKey, 'base64')
    if (createHash('sha256').update(raw).digest('hex').slice(0, 16) !== claim.key_id) return false
    if (claim.type !== 'roster audit checkpoint') return false
    const key = createPublicKey({
      key: { kty: 'OKP', crv: 'Ed25519', x: raw.toString('base64url') },
      format: 'jwk',
    })
    return verify(null, Buffer.from(canonical(claim)), key, Buffer.from(signature, 'base64'))
  } catch {
    return false
  }
}

/** RFC 8785: names in the order of their UTF-16 units, numbers and text as ECMAScript writes them, no spaces. */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const names = Object.keys(value).toSorted()
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`
}

/** The checkpoints of a file by the number of their event. */
async function readCheckpoints(file) {
  const checkpoints = new Map()
  let line = 0
  for await (const bytes of linesOf(file)) {
    line += 1
    const checkpoint = readLine(bytes)
    if (!checkpoint) throw new Error(`Line ${line} of ${file} is no checkpoint.`)
    const same = checkpoints.get(checkpoint.sequence)
    if (same) same.push(checkpoint)
    else checkpoints.set(checkpoint.sequence, [checkpoint])
  }
  return checkpoints
}

/** The lines of a file, as bytes: of any number, one at a time. */
async function* linesOf(file) {
  let rest = []
  for await (const chunk of file === '-' ? process.stdin : createReadStream(file)) {
    let start = 0
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
      yield Buffer.concat([...rest, chunk.subarray(start, end)])
      rest = []
      start = end + 1
    }
    if (start < chunk.length) rest.push(chunk.subarray(start))
  }
  if (rest.length > 0) yield Buffer.concat(rest)
}

function broken({ events, line }, { sequence, problem }) {
  return { intact: false, events, firstBadSequence: sequence, problem, line }
}

function whole({ events, first, previous: last, agreeing }, { checkpoints, filtered }) {
  const own = [...checkpoints.values()].flat().filter((one) => last && isOf(one, last))
  return {
    intact: true,
    events,
    account_id: last?.account_id ?? null,
    first: first?.sequence ?? null,
    last: last?.sequence ?? null,
    as_of: filtered ? null : last.timestamp,
    checkpoints: agreeing.length,
    last_checkpoint: agreeing.at(-1)?.sequence ?? null,
    keys: [...new Set(own.map(({ key_id: id }) => id))],
    is_filtered: filtered,
  }
}

function textOf(verdict) {
  const { events, firstBadSequence, problem, line } = verdict
  if (!verdict.intact)
    return [
      `The export does not hold at event ${firstBadSequence}: ${SENTENCES[problem]} (line ${line}, after ${events} events that hold).`,
      ...(problem === 'missing'
        ? [
            'If the export was narrowed, say --filtered; if old events were removed for their age, give --checkpoints.',
          ]
        : []),
    ].join('\n')
  return [
    verdict.is_filtered
      ? `Each of the ${events} events is as it was written. The export is narrowed: that none is missing is not proved.`
      : `The export holds: events ${verdict.first} to ${verdict.last} of the account ${verdict.account_id}, as of ${verdict.as_of}.`,
    verdict.checkpoints > 0
      ? `${verdict.checkpoints} signed checkpoints agree, the last of event ${verdict.last_checkpoint}, by the key ${verdict.keys.join(', ')}.`
      : 'No signed checkpoint was compared: whoever can write the whole log could have written all of this. Give --checkpoints.',
  ].join('\n')
}
