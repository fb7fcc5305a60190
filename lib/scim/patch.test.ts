import { describe, expect, test } from 'vitest'
import { enterpriseUser, groupDefinition, userDefinition } from './definitions'
import { applyPatch, readOperations } from './patch'
import { readResource, type Values } from './values'

const ada: Values = {
  userName: 'ada@example.com',
  active: true,
  name: { givenName: 'Ada', familyName: 'King' },
  emails: [{ type: 'work', value: 'ada@example.com', primary: true }],
}

function patched(operations: unknown[], resource: Values = ada, definition = userDefinition): Values {
  return applyPatch(definition, resource, readOperations({ Operations: operations }))
}

function reasonOf(operations: unknown): string {
  try {
    applyPatch(userDefinition, ada, readOperations({ Operations: operations }))
    return 'allowed'
  } catch (error) {
    return error instanceof Error && 'reason' in error ? String(error.reason) : String(error)
  }
}

describe('a change of a user as Entra ID sends it', () => {
  test.each<[string, unknown[], Partial<Values>]>([
    [
      'a capitalised verb and a boolean as text',
      [{ op: 'Replace', path: 'active', value: 'False' }],
      { active: false },
    ],
    [
      'an attribute in brackets that is there',
      [{ op: 'Replace', path: 'emails[type eq "work"].value', value: 'a@example.com' }],
      { emails: [{ type: 'work', value: 'a@example.com', primary: true }] },
    ],
    [
      'one that is not, which is added with its type',
      [{ op: 'Add', path: 'phoneNumbers[type eq "mobile"].value', value: '+49 1' }],
      { phoneNumbers: [{ type: 'mobile', value: '+49 1' }] },
    ],
    [
      'one that is not, to be replaced',
      [{ op: 'Replace', path: 'addresses[type eq "work"].locality', value: 'London' }],
      { addresses: [{ type: 'work', locality: 'London' }] },
    ],
    [
      'a condition of several equalities',
      [{ op: 'Add', path: 'roles[primary eq "True" and type eq "app"].value', value: 'boss' }],
      { roles: [{ primary: true, type: 'app', value: 'boss' }] },
    ],
    [
      'no path, with paths as names',
      [
        {
          op: 'Add',
          value: { 'name.givenName': 'Augusta', [`${enterpriseUser}:department`]: 'R&D', displayName: 'A' },
        },
      ],
      {
        name: { givenName: 'Augusta', familyName: 'King' },
        displayName: 'A',
        [enterpriseUser]: { department: 'R&D' },
      },
    ],
    [
      'an attribute of the enterprise extension',
      [{ op: 'Add', path: `${enterpriseUser}:employeeNumber`, value: 1234 }],
      { [enterpriseUser]: { employeeNumber: '1234' } },
    ],
    [
      'a manager as a text',
      [{ op: 'Add', path: `${enterpriseUser}:manager`, value: '42' }],
      { [enterpriseUser]: { manager: { value: '42' } } },
    ],
    [
      'part of a name',
      [{ op: 'Replace', path: 'name.familyName', value: 'Lovelace' }],
      { name: { givenName: 'Ada', familyName: 'Lovelace' } },
    ],
  ])('%s', (_, operations, change) => {
    expect(patched(operations)).toEqual({ ...ada, ...change })
  })
})

describe('a change of a user as Okta sends it', () => {
  test.each<[string, unknown[], Partial<Values>]>([
    [
      'deactivation in a value without a path',
      [{ op: 'replace', value: { active: false } }],
      { active: false },
    ],
    [
      'the id beside what changes',
      [{ op: 'replace', value: { id: 'x', nickName: 'Countess' } }],
      { nickName: 'Countess' },
    ],
    [
      'a whole list',
      [{ op: 'replace', path: 'emails', value: [{ value: 'b@x.com' }] }],
      { emails: [{ value: 'b@x.com' }] },
    ],
  ])('%s', (_, operations, change) => {
    expect(patched(operations)).toEqual({ ...ada, ...change })
  })
})

describe('a change of a resource', () => {
  test('goes in the order of its operations', () => {
    const operations = [
      { op: 'add', path: 'title', value: 'one' },
      { op: 'replace', path: 'TITLE', value: 'two' },
      { op: 'remove', path: 'nickName' },
    ]
    expect(patched(operations)).toEqual({ ...ada, title: 'two' })
  })

  test('removes what is named, and what is gone already is no error', () => {
    expect(patched([{ op: 'remove', path: 'emails[type eq "work"]' }])).toEqual({ ...ada, emails: undefined })
    expect(patched([{ op: 'remove', path: 'emails[type eq "home"]' }])).toEqual(ada)
    expect(patched([{ op: 'remove', path: 'emails[type eq "work"].primary' }])['emails']).toEqual([
      { type: 'work', value: 'ada@example.com' },
    ])
    expect(
      patched([{ op: 'Remove', path: 'emails', value: [{ value: 'ADA@example.com' }] }])['emails'],
    ).toBeUndefined()
    expect(patched([{ op: 'replace', path: 'name.givenName', value: null }])['name']).toEqual({
      familyName: 'King',
    })
  })

  test('of a new primary value takes that from the former', () => {
    const added = patched([
      { op: 'add', path: 'emails', value: [{ type: 'home', value: 'h@x.com', primary: 'true' }] },
    ])
    expect(added['emails']).toEqual([
      { type: 'work', value: 'ada@example.com', primary: false },
      { type: 'home', value: 'h@x.com', primary: true },
    ])
  })

  test('adds no value twice', () => {
    const operations = [{ op: 'add', path: 'emails', value: [{ type: 'work', value: 'Ada@example.com' }] }]
    expect(patched(operations)).toEqual(ada)
  })

  test('passes over what none of the schemas has, so that the rest is heard', () => {
    const operations = [
      { op: 'add', path: 'favouriteColour', value: 'green' },
      { op: 'add', path: 'urn:ietf:params:scim:schemas:extension:custom:2.0:User:badge', value: '7' },
      { op: 'add', value: { shoeSize: 42 } },
      { op: 'replace', path: 'password', value: 'secret' },
      { op: 'replace', path: 'active', value: false },
    ]
    expect(patched(operations)).toEqual({ ...ada, active: false })
  })

  test('reaches nothing but attributes', () => {
    const operations = [
      { op: 'add', path: '__proto__.polluted', value: 'x' },
      { op: 'add', path: 'constructor.prototype', value: 'x' },
      { op: 'add', value: JSON.parse('{"__proto__": {"polluted": "x"}, "constructor": {"polluted": "x"}}') },
    ]
    expect(patched(operations)).toEqual(ada)
    expect(Object.prototype).not.toHaveProperty('polluted')
  })

  test.each<[string, unknown, string]>([
    ['no operations', [], 'invalid_syntax'],
    ['something else for operations', { op: 'add' }, 'invalid_syntax'],
    ['an unknown verb', [{ op: 'move', path: 'title' }], 'invalid_syntax'],
    [
      'too many operations',
      Array.from({ length: 1_001 }, () => ({ op: 'remove', path: 'title' })),
      'invalid_syntax',
    ],
    ['a removal without a path', [{ op: 'remove' }], 'no_target'],
    ['a path that is none', [{ op: 'add', path: 'emails[type eq', value: 'x' }], 'invalid_path'],
    ['a path into a path', [{ op: 'add', path: 'name.a.b', value: 'x' }], 'invalid_path'],
    [
      'a filter that is none',
      [{ op: 'add', path: 'emails[type zz "x"].value', value: 'x' }],
      'invalid_filter',
    ],
    [
      'brackets where there is one value',
      [{ op: 'add', path: 'name[givenName eq "x"]', value: 'x' }],
      'invalid_path',
    ],
    [
      'brackets that name no value to add',
      [{ op: 'add', path: 'emails[type ne "work"].value', value: 'x' }],
      'no_target',
    ],
    ['the id', [{ op: 'replace', path: 'id', value: 'x' }], 'mutability'],
    ['the groups of a user', [{ op: 'add', path: 'groups', value: [{ value: 'x' }] }], 'mutability'],
    ['no user name', [{ op: 'remove', path: 'userName' }], 'mutability'],
    ['a boolean that is none', [{ op: 'replace', path: 'active', value: 'maybe' }], 'invalid_value'],
    ['an object for a text', [{ op: 'replace', path: 'title', value: {} }], 'invalid_value'],
    ['a NUL', [{ op: 'replace', path: 'title', value: 'a\0b' }], 'invalid_value'],
    ['a text without a path', [{ op: 'replace', value: 'x' }], 'invalid_value'],
  ])('is refused for %s', (_, operations, reason) => {
    expect(reasonOf(operations)).toBe(reason)
  })
})

describe('a whole resource', () => {
  test('is read without regard to the case of names, and without what is not kept', () => {
    expect(
      readResource(userDefinition, {
        SCHEMAS: ['urn:ietf:params:scim:schemas:core:2.0:User'],
        id: 'x',
        meta: {},
        groups: [{ value: 'y' }],
        USERNAME: 'ada',
        password: 'secret',
        Active: 'True',
        title: null,
        nickName: '',
        emails: { VALUE: 'a@x.com', primary: 'true', unknown: 1 },
        [enterpriseUser]: { Department: 'R', unknown: true },
        unknown: 'x',
      }),
    ).toEqual({
      userName: 'ada',
      active: true,
      emails: [{ value: 'a@x.com', primary: true }],
      [enterpriseUser]: { department: 'R' },
    })
    expect(
      readResource(groupDefinition, { displayName: 'x', members: [{ value: '1', display: 'y' }] }),
    ).toEqual({
      displayName: 'x',
      members: [{ value: '1', display: 'y' }],
    })
  })
})
