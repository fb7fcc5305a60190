import { describe, expect, test } from 'vitest'
import { groupsAtMost } from '@/lib/groups/schema'
import { parseXml } from './saml-document'
import { samlMessageBytes } from './saml'

// As long as a decoded message may be.
const length = (samlMessageBytes / 4) * 3

/** A document that repeats something as often as there is room for. */
function filled(
  piece: (count: number) => string,
  around: readonly [string, string] = ['<r>', '</r>'],
): string {
  const pieces: string[] = []
  for (let size = 0; size < length; size += pieces.at(-1)?.length ?? 0) pieces.push(piece(pieces.length))
  return `${around[0]}${pieces.join('')}${around[1]}`
}

describe('XML of whom nobody knows', () => {
  // Each of these takes the parser alone seconds to minutes, in which nobody else is answered.
  test.each([
    ['elements that nothing closes', filled(() => '<a>', ['', ''])],
    ['brackets', filled(() => '<')],
    ['elements of a name each', filled((count) => `<a${count}></a${count}>`)],
    ['levels', '<a>'.repeat(length / 7) + '</a>'.repeat(length / 7)],
    [
      'levels that declare a namespace each',
      `${filled((count) => `<a xmlns:n${count}="urn:u${count}">`, ['', ''])}</a>`,
    ],
    ['siblings', `<r>${'<a/>'.repeat(2_600)}</r>`],
    ['levels within a message', `${'<a>'.repeat(30)}${'</a>'.repeat(30)}`],
    ['namespaces', `<r ${Array.from({ length: 40 }, (_, count) => `xmlns:n${count}="urn:n"`).join(' ')}/>`],
    ['texts', `<r>${'<![CDATA[x]]>'.repeat(13_000)}</r>`],
  ])(
    'is refused before it costs anything: %s',
    (_, text) => {
      expect(() => parseXml(Buffer.from(text))).toThrow(/not XML|too large/)
    },
    10_000,
  )

  test.each(['', '<!-- nothing -->', '<r', '<r></s>', '<r a="1" a="2"/>', '<r/><r/>', '<r>&x;</r>', 'r'])(
    'is refused where it is none: %s',
    (text) => expect(() => parseXml(Buffer.from(text))).toThrow('The document is not XML.'),
  )

  test('is taken with as many groups as are heard of, and their declarations', () => {
    const value =
      '<v xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="urn:i" xsi:type="xs:string">a group</v>\n'
    const document = parseXml(Buffer.from(`<?xml version="1.0"?>\n<r>${value.repeat(groupsAtMost)}</r>`))
    expect(document.getElementsByTagName('v')).toHaveLength(groupsAtMost)
  })
})
