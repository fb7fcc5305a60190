'use client'
import { useActionMutation } from '@/lib/client/use-action-mutation'
import { countOf } from '@/lib/format'
import {
  createGroupMappingAction,
  deleteGroupMappingAction,
  updateGroupMappingAction,
} from '@/lib/groups/actions'
import { groupMappingKeys } from '@/lib/groups/queries'
import type {
  ChangedMapping,
  CreateGroupMappingInput,
  DeleteGroupMappingInput,
  UpdateGroupMappingInput,
} from '@/lib/groups/schema'
import { memberKeys } from '@/lib/members/queries'

/** Everything one may do about what groups give. */
export function useGroups(accountId: string) {
  const invalidates = [groupMappingKeys.all(accountId), memberKeys.all(accountId)]
  const successMessage = ({ roles_changed }: ChangedMapping) =>
    roles_changed === 0
      ? 'What the group gives was changed.'
      : `${countOf(roles_changed, 'member has', 'members have')} another organization role now.`
  return {
    create: useActionMutation((input: CreateGroupMappingInput) => createGroupMappingAction(input), {
      invalidates,
      successMessage,
    }),
    update: useActionMutation((input: UpdateGroupMappingInput) => updateGroupMappingAction(input), {
      invalidates,
      successMessage,
    }),
    remove: useActionMutation((input: DeleteGroupMappingInput) => deleteGroupMappingAction(input), {
      invalidates,
      successMessage,
    }),
  }
}
