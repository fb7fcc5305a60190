'use client'
import { PageHeader } from '@/components/ui/page-header'
import { AuditLogTable } from './audit-log-table'
import { AuditPlaceProvider, type AuditPlace } from './audit-place'
import { ChainStateBar } from './chain-state'
import { ExportMenu } from './export-menu'

type AuditLogPageProps = AuditPlace & { organizationName: string }

/** What happened in an organization, followed as it happens. */
export function AuditLogPage({ accountId, handle, organizationName }: AuditLogPageProps) {
  return (
    <AuditPlaceProvider accountId={accountId} handle={handle}>
      <PageHeader
        title="Audit Log"
        description={`Every change, sign-in and refusal in ${organizationName}: who, what, when and from where.`}
        actions={<ExportMenu />}
      />
      <ChainStateBar />
      <AuditLogTable />
    </AuditPlaceProvider>
  )
}
