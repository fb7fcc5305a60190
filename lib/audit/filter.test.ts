import { describe, expect, test } from 'vitest'
import { auditFilter, isOfTimeAlone, isReadFromOneIndex, logFilterOf } from './filter'

const now = new Date('2026-11-21T12:00:00Z')
const read = (given: object) => logFilterOf(auditFilter.parse(given), now)
const id = '0193a0a0-0000-7000-8000-00000000000a'

describe('a filter of the audit log', () => {
  test('that is empty narrows nothing', () => {
    expect(read({})).toEqual({
      since: null,
      before: null,
      actor: null,
      actions: [],
      object: null,
      workspace: null,
      words: [],
    })
  })

  test('is read as every door writes it', () => {
    expect(
      read({
        search: '  ada   renamed ',
        actor: id.toUpperCase(),
        event: 'role.created,,role.deleted,role.created',
        object: `role:${id.toUpperCase()}`,
        workspace: id,
      }),
    ).toEqual({
      since: null,
      before: null,
      actor: id,
      actions: ['role.created', 'role.deleted'],
      object: { table: 'role', id },
      workspace: id,
      words: ['ada', 'renamed'],
    })
  })

  test('has the narrower of the bounds it is given', () => {
    const at = (text: string) => new Date(text)
    expect(
      read({ time: '1d', since: '2026-11-21T00:00:00+01:00', until: '2026-11-21T11:00:00Z' }),
    ).toMatchObject({
      since: at('2026-11-20T23:00:00Z'),
      before: at('2026-11-21T11:00:00Z'),
    })
    expect(read({ time: '1d', since: '2026-11-01T00:00:00Z' }).since).toEqual(at('2026-11-20T12:00:00Z'))
    expect(read({ time: '..2026-11-01', until: '2026-11-21T11:00:00Z' }).before).toEqual(
      at('2026-11-02T00:00:00Z'),
    )
  })

  test.each([
    [{ since: 'yesterday' }, /date and time/],
    [{ actor: 'ada' }, /by their id/],
    [{ event: 'role.exploded' }, /no kind of event “role\.exploded”/],
    [{ event: Array.from({ length: 21 }, (_, index) => `x.${index}`).join(',') }, /./],
    [{ object: id }, /kind and its id/],
    [{ object: 'role:' }, /kind and its id/],
    [{ object: 'role:\0' }, /kind and its id/],
    [{ workspace: 'analytics' }, /by its id/],
    [{ time: 'soon' }, /Write 30d/],
  ])('that is %j is refused with a sentence', (given, sentence) => {
    expect(auditFilter.safeParse(given).error?.issues[0]?.message).toMatch(sentence)
  })

  test('is of time alone, or read from one index, or neither', () => {
    const kindsOf = (given: object) => [isOfTimeAlone(read(given)), isReadFromOneIndex(read(given))]
    expect(kindsOf({ time: '30d' })).toEqual([true, true])
    expect(kindsOf({ actor: id, time: '30d' })).toEqual([false, true])
    expect(kindsOf({ actor: id, workspace: id })).toEqual([false, false])
    expect(kindsOf({ search: 'ada' })).toEqual([false, false])
  })
})

test.each([
  '0000-12-31T23:59:59Z',
  '0001-01-01T00:00:00+01:00',
  '9999-12-31T23:59:59-01:00',
  '2026-02-30T00:00:00Z',
])('the time %s is not looked for', (text) => {
  for (const bound of ['since', 'until']) expect(auditFilter.safeParse({ [bound]: text }).success).toBe(false)
})

test('no bound is beyond the year 9999', () => {
  expect(read({ until: '9999-12-31T23:59:59.999Z' }).before?.getUTCFullYear()).toBe(9999)
  expect(read({ time: '2026-01-01..9999-12-31' }).before?.getUTCFullYear()).toBe(9999)
})
