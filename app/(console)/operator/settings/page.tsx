import type { Metadata } from 'next'
import { ConsoleShell } from '@/components/accounts/console-shell'
import { SettingsList } from '@/components/operator/settings-list'
import { PageHeader } from '@/components/ui/page-header'
import { requiredPageData } from '@/lib/http/page-data'
import { shellOfPage } from '@/lib/http/shell-data'
import { listSettings } from '@/lib/operator/settings'

export const metadata: Metadata = { title: 'Settings' }

export default async function Page() {
  const settings = await requiredPageData(listSettings)
  return (
    <ConsoleShell shell={await shellOfPage()} place={{ kind: 'operator' }}>
      <PageHeader
        title="Settings"
        description="As they are in effect in the process that answered, without secrets. They are set in its environment; restart it to change them."
      />
      <SettingsList settings={settings} />
    </ConsoleShell>
  )
}
