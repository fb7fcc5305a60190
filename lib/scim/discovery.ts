import {
  describeSchemas,
  enterpriseUser,
  groupDefinition,
  userDefinition,
  type ResourceDefinition,
} from './definitions'
import { pageAtMost } from './list-request'
import { scimBaseUrl } from './tokens'

/** What this server can do (RFC 7643, section 5). */
export function describeService(): Record<string, unknown> {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
    patch: { supported: true },
    bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
    filter: { supported: true, maxResults: pageAtMost },
    changePassword: { supported: false },
    sort: { supported: true },
    etag: { supported: true },
    authenticationSchemes: [
      {
        type: 'oauthbearertoken',
        name: 'Provisioning token',
        description:
          'A token that an Administrator of the organization creates on its page of single sign-on.',
        specUri: 'https://www.rfc-editor.org/info/rfc6750',
        primary: true,
      },
    ],
    meta: { resourceType: 'ServiceProviderConfig', location: `${scimBaseUrl()}/ServiceProviderConfig` },
  }
}

/** The kinds of resources (RFC 7643, section 6). */
export function describeResourceTypes(): Record<string, unknown>[] {
  return [
    describeType(userDefinition, 'A person', [{ schema: enterpriseUser, required: false }]),
    describeType(groupDefinition, 'A group of persons', []),
  ]
}

/** Their schemas (RFC 7643, section 7). */
export function listSchemas(): Record<string, unknown>[] {
  return describeSchemas(scimBaseUrl())
}

function describeType(
  { name, endpoint, core }: ResourceDefinition,
  description: string,
  schemaExtensions: { schema: string; required: boolean }[],
) {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'],
    id: name,
    name,
    endpoint,
    description,
    schema: core,
    schemaExtensions,
    meta: { resourceType: 'ResourceType', location: `${scimBaseUrl()}/ResourceTypes/${name}` },
  }
}
