import { z } from 'zod'
import { listMyWorkspaces, listShortcuts, pinWorkspace, noteVisit } from '@/lib/workspaces/home'
import { changeWorkspaceHandle, updateWorkspace } from '@/lib/workspaces/edit'
import { createWorkspace, deleteWorkspace } from '@/lib/workspaces/manage'
import {
  changeWorkspaceHandleInput,
  createWorkspaceInput,
  deleteWorkspaceInput,
  listMyWorkspacesInput,
  listWorkspacesInput,
  myWorkspaceView,
  pinWorkspaceInput,
  previewTransferInput,
  transferPreview,
  transferWorkspaceInput,
  updateWorkspaceInput,
  workspaceDetail,
  workspaceEditor,
  workspaceParams,
  workspaceReference,
  workspaceShortcuts,
  workspaceView,
} from '@/lib/workspaces/schema'
import { getWorkspace, getWorkspaceEditor, listWorkspaces } from '@/lib/workspaces/service'
import { previewTransfer, transferWorkspace } from '@/lib/workspaces/transfer'
import { ofTenant } from '../inputs'
import { mutation, pagedQuery, plainQuery, query } from '../operation'
import { done, handleOnly, success, transferredWorkspace } from '../views'

/** Workspaces themselves; who can open them is among the operations of sharing. */
export const workspaceOperations = [
  pagedQuery({
    name: 'workspaces',
    description:
      'Lists the workspaces of the organization that the caller can open, by name, each with what they hold there.',
    input: listWorkspacesInput,
    row: workspaceView,
    run: listWorkspaces,
  }),
  query({
    name: 'workspace',
    description: 'Reads one workspace with what the caller holds there. Needs `read:workspace` in it.',
    input: workspaceParams,
    output: workspaceDetail,
    run: getWorkspace,
  }),
  pagedQuery({
    name: 'my_workspaces',
    description: 'Lists the workspaces that the user can open in all their accounts, by account and name.',
    input: listMyWorkspacesInput,
    row: myWorkspaceView,
    run: listMyWorkspaces,
  }),
  plainQuery({
    name: 'workspace_shortcuts',
    description:
      'Lists the workspaces that the user pinned, and those they opened last; at most eight of each.',
    output: workspaceShortcuts,
    run: listShortcuts,
  }),
  query({
    name: 'workspace_editor',
    description:
      'Says whether the caller may create a workspace, and which roles can be its default. Needs `read:organization`.',
    input: ofTenant,
    output: workspaceEditor,
    run: async (ctx, { accountId }) => getWorkspaceEditor(ctx, accountId),
  }),
  query({
    name: 'workspace_transfer_preview',
    description:
      'Says what transferring a workspace to the account `to` would move and end. For Administrators of both accounts.',
    input: previewTransferInput,
    output: transferPreview,
    run: previewTransfer,
  }),
  mutation({
    name: 'create_workspace',
    description:
      'Creates a workspace. Needs `create:workspace` and every permission of the default role (`exceeds_own_permissions`); workspaces are ' +
      'within the plan (`plan_limit_reached`); refused with `handle_taken`.',
    input: createWorkspaceInput,
    output: workspaceReference,
    run: createWorkspace,
  }),
  mutation({
    name: 'update_workspace',
    description:
      'Changes name, description, handle and default role, all of it or nothing; what is left out stays. Needs `update:workspace` there, ' +
      '`update:workspace_access` for the default role; refused with `changed_meanwhile` and `handle_taken`.',
    input: updateWorkspaceInput,
    output: workspaceReference,
    run: updateWorkspace,
  }),
  mutation({
    name: 'change_workspace_handle',
    description:
      'Gives a workspace another handle; the former one leads nowhere. Needs `update:workspace` there; refused with `handle_taken`.',
    input: changeWorkspaceHandleInput,
    output: handleOnly,
    run: changeWorkspaceHandle,
  }),
  mutation({
    name: 'delete_workspace',
    description:
      'Deletes a workspace with everything in it, for good. Needs `delete:workspace` there and its handle, written out.',
    input: deleteWorkspaceInput,
    output: success,
    run: async (ctx, input) => done(await deleteWorkspace(ctx, input)),
  }),
  mutation({
    name: 'transfer_workspace',
    description:
      'Transfers a workspace to another account. For Administrators of both; refused with `plan_limit_reached`, `handle_taken` and, with ' +
      '`expected_revision`, `changed_meanwhile`.',
    input: transferWorkspaceInput,
    output: transferredWorkspace,
    run: transferWorkspace,
  }),
  mutation({
    name: 'pin_workspace',
    description: 'Keeps a workspace at hand for the caller alone, or lets go of it.',
    input: pinWorkspaceInput,
    output: z.object({ isPinned: z.boolean() }),
    run: pinWorkspace,
  }),
  mutation({
    name: 'note_workspace_visit',
    description: 'Notes that the caller opened a workspace, for the list of those opened last.',
    input: workspaceParams,
    output: success,
    run: async (ctx, input) => done(await noteVisit(ctx, input)),
  }),
]
