import type { CatalogueSection } from './catalogue-entry'

export const organizationCatalogue = {
  'read:organization': {
    title: 'View the organization',
    description: 'See the profile of the organization: its name, handle, plan and counts.',
  },
  'update:organization': {
    title: 'Change the organization',
    description: 'Rename the organization, change its handle and its settings.',
  },
  'delete:organization': {
    title: 'Delete the organization',
    description: 'Delete the organization with everything in it, for good.',
    isReserved: true,
  },
  'read:member': {
    title: 'View members',
    description: 'See who belongs to the organization and with which role.',
  },
  'update:member': {
    title: 'Change members',
    description: 'Change the role of members, suspend them and reactivate them.',
  },
  'delete:member': {
    title: 'Remove members',
    description: 'Remove members from the organization and from all of its workspaces.',
  },
  'read:invitation': {
    title: 'View invitations',
    description: 'See who was invited, by whom, and what became of the invitation.',
  },
  'create:invitation': {
    title: 'Invite members',
    description: 'Invite people by email, resend invitations and copy their links.',
  },
  'delete:invitation': {
    title: 'Revoke invitations',
    description: 'Revoke invitations that were not accepted yet.',
  },
  'read:service_account': {
    title: 'View service accounts',
    description: 'See the service accounts of the organization, never their keys.',
  },
  'create:service_account': {
    title: 'Create service accounts',
    description: 'Create service accounts together with their first API key.',
  },
  'update:service_account': {
    title: 'Change service accounts',
    description: 'Rename service accounts, change their role, suspend them and rotate their keys.',
  },
  'delete:service_account': {
    title: 'Delete service accounts',
    description: 'Delete service accounts, which stops all of their keys at once.',
  },
  'read:role': {
    title: 'View roles',
    description: 'See the roles of the organization, what they hold and who holds them.',
  },
  'create:role': {
    title: 'Create roles',
    description: 'Create custom roles out of permissions that one holds oneself.',
  },
  'update:role': {
    title: 'Change roles',
    description: 'Change custom roles, and by that what everyone who holds them may do.',
  },
  'delete:role': {
    title: 'Delete roles',
    description: 'Delete custom roles that nobody uses any more.',
  },
  'create:workspace': {
    title: 'Create workspaces',
    description: 'Create workspaces in the organization, and see that its other workspaces exist.',
  },
  'read:audit_log': {
    title: 'View the audit log',
    description: 'Read and export the record of everything that happened in the organization.',
  },
  'read:sso': {
    title: 'View single sign-on',
    description: 'See how single sign-on of the organization is set up.',
  },
  'update:sso': {
    title: 'Change single sign-on',
    description: 'Set up, change and switch off single sign-on of the organization.',
    isReserved: true,
  },
  'update:plan': {
    title: 'Change the plan',
    description: 'Move the organization to another plan; only the operator of the installation may.',
    isReserved: true,
    isOperatorOnly: true,
  },
} as const satisfies CatalogueSection
