import { describe, expect, test } from 'vitest'
import { closureIn, declaredIn, importedNames } from '@/lib/testing/calls'
import { listSources } from '@/lib/testing/source'
import { operations } from './all-operations'

// Whatever somebody can change through a page or the command line, they can change through an operation. A change is found by what it
// does: it takes the context of a request and writes, in a transaction or one statement, itself or through what it calls. No exceptions.

/** What every change comes down to. */
const writes = ['withTransaction', 'changeAccount', 'changeWorkspace', 'a store that writes']

// Doors, and what is below them: the operations reach what these call.
const doors =
  /^lib\/(?:graphql|http|wire|testing|cli|seed|jobs|db|authz|audit)\/|\/(?:actions|browser|[a-z-]*store)\.ts$/
// Next-auth's own, behind its routes, and single sign-on: they prove who somebody is and give a cookie, which a key does without.
const nextAuth =
  /^lib\/(?:sessions\/(?:sign-in|auth-options)|sso\/(?:attempts|answers|complete|complete-test|logout|refusals))\.ts$/

const declared = declaredIn(listSources(['lib']))
// Whoever is let in or not: the event of a refused address is no change of whatever was asked for.
const closure = closureIn(declared, ['requireAdmission'])

const operationFiles = listSources(['lib/graphql/operations'])
const reached = closure(operationFiles.flatMap(importedNames))
const changes = declared.filter(
  ({ file, name, isExported, takesRequest }) =>
    isExported && takesRequest && !doors.test(file) && writes.some((write) => closure([name]).has(write)),
)

describe('every change has an operation', () => {
  test('there are changes and operations to compare', () => {
    expect(changes.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'createRole',
        'pinWorkspace',
        'setPlan',
        'retryMail',
        'addUser',
        'signUp',
        'createServiceAccount',
      ]),
    )
    expect(operations.filter(({ kind }) => kind === 'mutation').length).toBeGreaterThan(50)
  })

  test('that reaches it, without an exception', () => {
    const missing = changes.filter(({ file, name }) => !nextAuth.test(file) && !reached.has(name))
    expect(missing.map(({ file, name }) => `${file}: ${name}`)).toEqual([])
  })

  test('and each operation has a name of its own', () => {
    const names = operations.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    expect(names.filter((name) => !/^[a-z]+(_[a-z]+)*$/.test(name))).toEqual([])
  })
})
