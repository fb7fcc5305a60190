import { organizationCatalogue } from './catalogue-organization'
import { resourceCatalogue } from './catalogue-resources'
import { workspaceCatalogue } from './catalogue-workspace'

/** Permissions about the account itself: access model section 2, "Organization level". */
export const organizationLevel = organizationCatalogue

/** Permissions about what happens inside a workspace: access model section 2, "Workspace level". */
export const workspaceLevel = { ...workspaceCatalogue, ...resourceCatalogue }

/** Every permission there is. Nothing else in the project spells a permission that is not a key here. */
export const catalogue = { ...organizationLevel, ...workspaceLevel }
