import { expect, test } from 'vitest'
import { judgeAssertion } from './saml-assertion'
import { parseXml } from './saml-document'

const now = new Date('2026-11-21T12:00:00Z')
const expected = {
  issuer: 'urn:idp',
  audience: 'urn:us',
  recipient: 'https://roster.example/acs',
  requestId: '_1',
  groupsClaim: 'groups',
  now,
}
const link = 'http://schemas.microsoft.com/claims/groups.link'

function judged({
  nameId = 'nia',
  attributes = {},
}: {
  nameId?: string
  attributes?: Record<string, string>
}) {
  const said = Object.entries(attributes).map(
    ([name, value]) => `<Attribute Name="${name}"><AttributeValue>${value}</AttributeValue></Attribute>`,
  )
  const xml = `<Assertion xmlns="urn:oasis:names:tc:SAML:2.0:assertion" ID="_a"><Issuer>urn:idp</Issuer>
    <Subject><NameID>${nameId}</NameID><SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">
    <SubjectConfirmationData Recipient="${expected.recipient}" InResponseTo="_1" NotOnOrAfter="2026-11-21T12:05:00Z"/>
    </SubjectConfirmation></Subject>
    <Conditions><AudienceRestriction><Audience>urn:us</Audience></AudienceRestriction></Conditions>
    <AttributeStatement>${said.join('')}</AttributeStatement></Assertion>`
  return judgeAssertion(parseXml(Buffer.from(xml)).documentElement, expected).vouched
}

test('a name is taken as it is, up to 500 characters', () => {
  expect(judged({}).subject).toBe('nia')
  expect(judged({ nameId: 'n ia' }).subject).toBe('n ia')
  expect(judged({ nameId: 'x'.repeat(500) }).subject).toHaveLength(500)
})

test.each([' nia', 'nia\n', '\u00a0nia', '', '  ', 'x'.repeat(501)])(
  'a name that is another one when it is cleaned up is nobody’s: %j',
  (nameId) => {
    expect(() => judged({ nameId })).toThrow('names nobody')
  },
)

test('groups that are left out because they are too many are not none', () => {
  expect(judged({ attributes: { [link]: 'https://graph.example/' } }).groups).toBeNull()
  expect(judged({ attributes: { groups: 'platform', [link]: 'https://graph.example/' } }).groups).toEqual([
    'platform',
  ])
  expect(judged({}).groups).toEqual([])
})
