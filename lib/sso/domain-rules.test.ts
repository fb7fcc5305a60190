import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { factsOfDomain } from './domain-facts'
import { afterCheck, decideDomain, provenUntil, type DomainState, type RecordAnswer } from './domain-rules'
import { readDomain } from './domain-schema'

const now = new Date('2026-11-21T12:00:00Z')
const day = 86_400_000
const before = (days: number) => new Date(now.getTime() - days * day)
const missing: RecordAnswer = { kind: 'MISSING', problem: 'no such record' }
const unavailable: RecordAnswer = { kind: 'UNAVAILABLE', problem: 'no answer' }
const found: RecordAnswer = { kind: 'FOUND' }

function stateOf(change: Partial<DomainState> = {}): DomainState {
  return { verifiedAt: null, missingSince: null, problem: null, ...change }
}

describe('a domain', () => {
  test.each([
    ['Example.COM', 'example.com'],
    ['@example.com', 'example.com'],
    ['example.com.', 'example.com'],
    [' example.com ', 'example.com'],
    ['Bücher.example', 'xn--bcher-kva.example'],
    ['BÜCHER.example', 'xn--bcher-kva.example'],
    ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
    ['ｅｘａｍｐｌｅ.com', 'example.com'],
    ['mail.example.co.uk', 'mail.example.co.uk'],
    ['example', null],
    ['10.0.0.1', null],
    ['0x7f.1', null],
    ['exa mple.com', null],
    ['example.com/path', null],
    ['user@example.com', null],
    ['example.com:80', null],
    ['-example.com', null],
    ['_dmarc.example.com', null],
    ['exa\u0000mple.com', null],
    ['', null],
  ])('%j is read as %j', (text, domain) => {
    expect(readDomain(text)).toBe(domain)
  })

  test('reading it once more changes nothing', () => {
    fc.assert(
      fc.property(fc.domain(), (text) => {
        const once = readDomain(text)
        expect(once === null ? null : readDomain(once)).toBe(once)
      }),
    )
  })

  test.each([
    ['co.uk', 'public_suffix'],
    ['github.io', 'public_suffix'],
    ['gmail.com', 'public_mail_domain'],
    ['mail.gmail.com', 'public_mail_domain'],
    ['outlook.com', 'public_mail_domain'],
    ['acme.com', null],
    ['acme.co.uk', null],
    ['acme.github.io', null],
    ['acme.internal', null],
  ])('%s is refused with %s', (domain, reason) => {
    const decision = decideDomain(factsOfDomain(domain))
    expect(decision.allowed ? null : decision.reason).toBe(reason)
  })
})

describe('after its record was asked for', () => {
  const cases: [string, DomainState, RecordAnswer, Partial<ReturnType<typeof afterCheck>>][] = [
    ['it is proven by being found', stateOf(), found, { verifiedAt: now, turn: 'PROVEN' }],
    ['it stays unproven without', stateOf(), missing, { verifiedAt: null, missingSince: null, turn: null }],
    ['an answer that is not had proves nothing', stateOf(), unavailable, { verifiedAt: null, turn: null }],
    [
      'a proven one is missing from now on, and stays proven',
      stateOf({ verifiedAt: before(30) }),
      missing,
      { verifiedAt: before(30), missingSince: now, turn: 'MISSING' },
    ],
    [
      'it is not missed anew',
      stateOf({ verifiedAt: before(30), missingSince: before(3) }),
      missing,
      { verifiedAt: before(30), missingSince: before(3), turn: null },
    ],
    [
      'one day before the seventh is over it is proven',
      stateOf({ verifiedAt: before(30), missingSince: before(6) }),
      missing,
      { verifiedAt: before(30), turn: null },
    ],
    [
      'after seven days it is not',
      stateOf({ verifiedAt: before(30), missingSince: before(7) }),
      missing,
      { verifiedAt: null, missingSince: null, turn: 'LOST' },
    ],
    [
      'an answer that is not had takes no proof, however long it was missing',
      stateOf({ verifiedAt: before(30), missingSince: before(60) }),
      unavailable,
      { verifiedAt: before(30), missingSince: before(60), turn: null },
    ],
    [
      'one that is back is missing no longer, and was proven all the time',
      stateOf({ verifiedAt: before(30), missingSince: before(60) }),
      found,
      { verifiedAt: before(30), missingSince: null, problem: null, turn: 'FOUND' },
    ],
  ]
  test.each(cases)('%s', (_, state, answer, after) => {
    expect(afterCheck(state, answer, now)).toMatchObject(after)
  })

  test('a domain stays proven for seven days', () => {
    expect(provenUntil(before(7))).toEqual(now)
  })
})
