/** What the types of groups and of provisioning are. */
export const groupTypeWords: Readonly<Record<string, string>> = {
  ChangedMapping: 'What a change of what a group gives did.',
  GroupMapping: 'A group of the identity provider, and what it gives here.',
  GroupMappings: 'What groups give, in the order in which they count.',
  GroupProvider: 'Who tells of groups: a connection, or provisioning by SCIM.',
  GroupMappingsCan: 'What the caller may do with what groups give.',
  CreatedScimToken: 'A provisioning token with its secret, which is told this once.',
  MappedRole: 'A role that a group gives.',
  MappedWorkspace: 'A role that a group gives in a workspace.',
  ScimToken: 'What an identity provider presents to provision, never its secret.',
  ScimTokens: 'The provisioning tokens, and how much was provisioned with them.',
  ScimTokensCan: 'What the caller may do with provisioning tokens.',
}

/** What their fields and arguments are. */
export const groupFieldWords: Readonly<Record<string, string>> = {
  'ScimTokens.groups': 'How many groups were provisioned, counted to 10,000.',
  'ScimTokens.users': 'How many users were provisioned, counted to 10,000.',
  base_url: 'Where the identity provider sends what it provisions.',
  connections: 'Connections to identity providers that give it; null for whoever may not know.',
  group: 'The group at the identity provider, as it names it; null where none gave it.',
  groups: 'Groups of the identity provider; null for whoever may not know.',
  group_grants: 'Roles in workspaces that groups give; null for whoever may not know.',
  mapping_id: 'The id of the mapping.',
  mappings: 'What groups give, each in its place.',
  position: 'Its place, from 1: of several organization roles that of the first counts.',
  roles_changed: 'How many members got another organization role by it.',
  token_id: 'The id of the token.',
  tokens: 'The provisioning tokens, the newest first.',
  returning:
    'Members to whom a group gives another one, and who return to this one; null for whoever may not know.',
  provider: 'Whose word about the group counts: a connection by its id, or `SCIM`; null for any.',
  providers: 'Who tells of groups: the connections, and `SCIM` where it is used.',
  'GroupProvider.is_active': 'Whether its word counts now.',
  'GroupProvider.id': 'The id of the connection, or `SCIM`.',
  is_suspended_by_provider:
    'Whether the identity provider suspended the member, by SCIM: it lets them in again, unless somebody suspends them by hand.',
  role_group: 'The group at the identity provider that gives the role; null for one given otherwise.',
}
