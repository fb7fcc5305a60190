import { z } from 'zod'
import { leaveWorkspace } from '@/lib/sharing/leave'
import { addAccess, changeAccess, removeAccess, setAccess, setDefaultRole } from '@/lib/sharing/manage'
import { previewDefaultRole, previewRemoval } from '@/lib/sharing/preview'
import {
  accessEffects,
  accessOutcomes,
  accessView,
  addAccessInput,
  candidateView,
  changeAccessInput,
  defaultRoleView,
  listAccessInput,
  listCandidatesInput,
  previewDefaultRoleInput,
  previewRemovalInput,
  removeAccessInput,
  setAccessInput,
  setDefaultRoleInput,
} from '@/lib/sharing/schema'
import { getSharingEditor, listAccess, listCandidates } from '@/lib/sharing/service'
import { uuid } from '@/lib/uuid'
import { workspaceParams } from '@/lib/workspaces/schema'
import { mutation, pagedQuery, query } from '../operation'
import { idOnly, sharingEditor } from '../views'

/** Who can open a workspace. */
export const sharingOperations = [
  pagedQuery({
    name: 'workspace_access',
    description:
      'Lists who was added to a workspace, by name, then those whose organization role lets them in. Needs `read:workspace_access` there.',
    input: listAccessInput,
    row: accessView,
    run: listAccess,
  }),
  query({
    name: 'workspace_access_candidates',
    description: 'Finds members and service accounts to add, by name. Needs `update:workspace_access` there.',
    input: listCandidatesInput,
    output: z.array(candidateView),
    run: listCandidates,
  }),
  query({
    name: 'workspace_sharing',
    description:
      'Says whether the caller may change who can open a workspace, and which roles can be given. Needs `read:workspace_access` there.',
    input: workspaceParams,
    output: sharingEditor,
    run: getSharingEditor,
  }),
  query({
    name: 'workspace_default_role_preview',
    description:
      'Says who would gain and lose what with another default role, null for none. Needs `update:workspace_access` there.',
    input: previewDefaultRoleInput.extend({ role_id: uuid().nullable().default(null) }),
    output: accessEffects,
    run: previewDefaultRole,
  }),
  query({
    name: 'workspace_access_removal_preview',
    description:
      'Says who would lose what if up to 200 memberships were removed. Needs `update:workspace_access` there.',
    input: previewRemovalInput,
    output: accessEffects,
    run: previewRemoval,
  }),
  mutation({
    name: 'set_workspace_default_role',
    description:
      'Sets the role that every member of the organization has in a workspace, null for none. Needs `update:workspace_access` there and ' +
      'every permission of the role (`exceeds_own_permissions`).',
    input: setDefaultRoleInput,
    output: defaultRoleView,
    run: setDefaultRole,
  }),
  mutation({
    name: 'add_workspace_access',
    description:
      'Adds up to 1,000 members and service accounts to a workspace with one role, each with its own outcome. Needs ' +
      '`update:workspace_access` there and every permission of the role.',
    input: addAccessInput,
    output: accessOutcomes,
    run: addAccess,
  }),
  mutation({
    name: 'set_workspace_access',
    description:
      'Gives up to 200 members and service accounts each a role in a workspace, whether they have one there or not, all of them or none. ' +
      'Needs `update:workspace_access` there and every permission of the roles.',
    input: setAccessInput,
    output: accessOutcomes,
    run: setAccess,
  }),
  mutation({
    name: 'change_workspace_access',
    description:
      'Gives other roles or ends to up to 1,000 of those who were added, each with its own outcome. Needs `update:workspace_access` there.',
    input: changeAccessInput,
    output: accessOutcomes,
    run: changeAccess,
  }),
  mutation({
    name: 'remove_workspace_access',
    description:
      'Removes up to 1,000 of those who were added, each with its own outcome. Needs `update:workspace_access` there.',
    input: removeAccessInput,
    output: accessOutcomes,
    run: removeAccess,
  }),
  mutation({
    name: 'leave_workspace',
    description:
      'Gives back what one was given in a workspace oneself; what its default role and one’s organization role give stays. Refused with `not_added`.',
    input: workspaceParams,
    output: idOnly,
    run: leaveWorkspace,
  }),
]
