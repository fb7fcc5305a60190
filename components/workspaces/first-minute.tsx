import { Boxes, Building2, MailOpen } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '@/components/ui/button'

type FirstMinuteProps = { onCreateOrganization: () => void; onCreateWorkspace: () => void }

/** What somebody without an organization and without a workspace can do. */
export function FirstMinute({ onCreateOrganization, onCreateWorkspace }: FirstMinuteProps) {
  return (
    <section aria-labelledby="first" className="rounded-md border border-line bg-surface">
      <div className="border-b border-line px-4 py-5 sm:px-6">
        <h2 id="first" className="text-md font-semibold">
          Welcome. There are three ways to begin
        </h2>
        <p className="mt-0.5 max-w-2xl text-pretty text-muted">
          A workspace is where flows and their runs live. It belongs to an organization, or to you alone.
        </p>
      </div>
      <ul className="divide-y divide-line">
        <Way
          icon={<Building2 aria-hidden />}
          title="Create an organization"
          action={
            <Button variant="primary" onClick={onCreateOrganization}>
              Create organization
            </Button>
          }
        >
          Where people work together: you invite them by email, each gets a role, and workspaces are shared
          among them.
        </Way>
        <Way
          icon={<Boxes aria-hidden />}
          title="Create a personal workspace"
          action={<Button onClick={onCreateWorkspace}>Create a personal workspace</Button>}
        >
          For work of your own. You can invite guests to it, or transfer it to an organization later.
        </Way>
        <Way icon={<MailOpen aria-hidden />} title="Accept an invitation">
          Were you invited? Open the link in the mail while you are signed in with the address it was sent to.
        </Way>
      </ul>
    </section>
  )
}

type WayProps = { icon: ReactNode; title: string; action?: ReactNode; children: ReactNode }

function Way({ icon, title, action, children }: WayProps) {
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-3 px-4 py-4 sm:flex-nowrap sm:px-6">
      <span className="flex size-10 shrink-0 items-center justify-center rounded-md border border-line bg-subtle text-muted [&_svg]:size-5">
        {icon}
      </span>
      <div className="min-w-0 flex-1 basis-60">
        <h3 className="font-medium">{title}</h3>
        <p className="max-w-xl text-pretty text-muted">{children}</p>
      </div>
      {action}
    </li>
  )
}
