import { z } from 'zod'
import { handleText, verbatimLine, verbatimText } from '@/lib/text'
import { uuid } from '@/lib/uuid'
import { anyOf, baseView, filterText, pageFields } from './fields'

export const filterWorkspacesInput = z.object({
  workspaces: z
    .strictObject({ handle: anyOf(filterText), name: anyOf(filterText), id: anyOf(uuid()) })
    .nullish(),
  ...pageFields,
})
export type FilterWorkspaces = z.output<typeof filterWorkspacesInput>

// Names of workspaces need not differ, so that one is kept as it was sent whatever it looks like.
const name = verbatimLine({ label: 'name', maximum: 100 })
const description = verbatimText({ label: 'description', maximum: 500 })

export const createWorkspaceInput = z.object({
  name,
  handle: handleText,
  description: description.nullish(),
  default_workspace_role_id: uuid().nullish(),
})

/** What is left out or null stays as it is: clients send a null default role each time. */
export const updateWorkspaceInput = z.object({
  name: name.nullish(),
  handle: handleText.nullish(),
  description: description.nullish(),
  default_workspace_role_id: uuid().nullish(),
})

/** The account that it goes to, and its handle there: its own unless another is given. */
export const transferInput = z.object({ to_account_id: uuid(), new_handle: handleText.nullish() })

/** A workspace; nothing but the default role is ever null. */
export const workspaceView = z.object({
  ...baseView,
  account_id: z.uuid(),
  name: z.string(),
  handle: z.string(),
  description: z.string(),
  default_workspace_role_id: z.uuid().nullable(),
  is_public: z.boolean(),
})
export type WorkspaceView = z.infer<typeof workspaceView>
