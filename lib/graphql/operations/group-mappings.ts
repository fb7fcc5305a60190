import {
  changedMappingView,
  createGroupMappingInput,
  deleteGroupMappingInput,
  groupMappingsView,
  updateGroupMappingInput,
} from '@/lib/groups/schema'
import { createGroupMapping, deleteGroupMapping, updateGroupMapping } from '@/lib/groups/manage'
import { listGroupMappings } from '@/lib/groups/service'
import { ofTenant } from '../inputs'
import { mutation, query } from '../operation'

/** What groups of identity providers give. */
export const groupMappingOperations = [
  query({
    name: 'group_mappings',
    description:
      'Lists what groups of the identity provider give, in the order in which they count. Needs `read:sso`.',
    input: ofTenant,
    output: groupMappingsView,
    run: listGroupMappings,
  }),
  mutation({
    name: 'create_group_mapping',
    description:
      'Says what a group gives by the word of a provider, or of any: an organization role, never Administrator, and roles in workspaces. Needs `update:sso` and a plan with ' +
      'single sign-on; refused with `group_taken`, `administrator_by_provider`, `read_only_member` and `too_many_members`.',
    input: createGroupMappingInput,
    output: changedMappingView,
    run: createGroupMapping,
  }),
  mutation({
    name: 'update_group_mapping',
    description:
      'Changes what a group gives, its name, its provider or its place; what is left out stays. Needs what creating one needs; refused with ' +
      '`changed_meanwhile` besides.',
    input: updateGroupMappingInput,
    output: changedMappingView,
    run: updateGroupMapping,
  }),
  mutation({
    name: 'delete_group_mapping',
    description:
      'Ends what a group gives; members get back the role they had by hand, beyond 10,000 a little later. Needs `update:sso`.',
    input: deleteGroupMappingInput,
    output: changedMappingView,
    run: deleteGroupMapping,
  }),
]
