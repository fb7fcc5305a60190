import { useAccountWord } from '@/components/accounts/account-kind'
import { Badge } from '@/components/ui/badge'
import { Card } from '@/components/ui/card'
import { TextLink } from '@/components/ui/text-link'
import { countOf } from '@/lib/format'
import { paths } from '@/lib/paths'

type RoleSummaryProps = {
  handle: string
  /** The organization role of a member or service account, with what it holds. */
  role: {
    role_id: string
    role_name: string
    role_description: string
    role_is_built_in: boolean
    /** The group at the identity provider that gives it. */
    role_group?: string | null
    role_allows: { organization: number; workspace: number; is_ceiling: boolean }
  }
}

/** The organization role of a member or service account, and what it allows in short. */
export function RoleSummary({ handle, role }: RoleSummaryProps) {
  const { role_id, role_name, role_description, role_is_built_in, role_allows, role_group } = role
  const word = useAccountWord()
  return (
    <Card title="Role" actions={<Badge>{role_is_built_in ? 'Built-in' : 'Custom'}</Badge>}>
      <div className="-mt-2">
        {/* A personal account has no page of roles. */}
        {word === 'organization' ? (
          <TextLink href={paths.role(handle, role_id)} look="title">
            {role_name}
          </TextLink>
        ) : (
          <span className="font-medium">{role_name}</span>
        )}
        {role_description ? <p className="mt-1 text-pretty wrap-anywhere">{role_description}</p> : null}
        <ul className="mt-2 text-sm text-muted">
          {role_group ? (
            <li className="wrap-anywhere">By the group {role_group} of the identity provider</li>
          ) : null}
          <li>
            In the {word}: {countOf(role_allows.organization, 'permission')}
          </li>
          <li>
            In every workspace:{' '}
            {role_allows.workspace === 0
              ? 'nothing but what is shared there'
              : countOf(role_allows.workspace, 'permission')}
          </li>
          {role_allows.is_ceiling ? <li>Nothing beyond it takes effect, whatever else is given.</li> : null}
        </ul>
      </div>
    </Card>
  )
}
