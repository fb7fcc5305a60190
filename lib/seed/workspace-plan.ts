import { suggestHandle } from '@/lib/accounts/schema'
import { chance, pickPopular, randomOf, timesBetween } from './random'
import type { CustomRole, Role } from './role-plan'
import { timeOrderedId } from './time-ordered-id'

export type Workspace = {
  id: string
  at: Date
  name: string
  handle: string
  description: string
  defaultRole: Role | null
}

const products =
  `Analytics Billing Catalog Checkout Churn Claims Compliance Content Credit Customers Delivery Demand Devices Documents
  Energy Events Experiments Exports Features Finance Forecasting Fraud Geodata Growth Identity Images Imports Insights Inventory
  Invoices Labels Ledger Lending Loyalty Mail Maps Marketing Media Messaging Metrics Orders Partners Payments Payroll Pricing Procurement
  Quality Ranking Recommendations Refunds Reporting Returns Rewards Risk Routing Sales Search Security Shipping Subscriptions Suppliers
  Support Taxes Telemetry Tracking Treasury Warehouse`.split(/\s+/)
const stages = ['Production', 'Staging', 'Development', 'Sandbox', 'Archive']
const regions = ['', 'Europe', 'Americas', 'Asia', 'Africa', 'Nordics']

/**
 * So many workspaces with names of what companies do, made in the time given and in its order. A quarter of them is open to everybody,
 * most often for reading.
 */
export function planWorkspaces(
  seed: number,
  options: {
    count: number
    from: Date
    to: Date
    readOnly: Role
    collaborator: Role
    customRoles: CustomRole[]
  },
): Workspace[] {
  const random = randomOf(seed, 'workspaces')
  const names = random.helpers.shuffle(namesOf(options.count)).slice(0, options.count)
  return timesBetween(random, options).map((at, index) => {
    const name = names[index] ?? `Workspace ${index + 1}`
    const custom = options.customRoles.filter((role) => role.isForWorkspaces && role.at <= at)
    const opened = chance(random, 0.1) ? pickPopular(random, custom) : null
    const usual = chance(random, 0.75) ? options.readOnly : options.collaborator
    return {
      id: timeOrderedId(at),
      at,
      name,
      handle: suggestHandle(name),
      description: chance(random, 0.6) ? random.company.catchPhrase() : '',
      defaultRole: chance(random, 0.25) ? (opened ?? usual) : null,
    }
  })
}

// Those without a region first, so that a small organization has plain names.
function namesOf(count: number): string[] {
  const names: string[] = []
  for (let round = 1; names.length < count; round += 1) {
    for (const region of regions)
      for (const stage of stages)
        for (const product of products)
          names.push([product, region, stage, round > 1 ? String(round) : ''].filter(Boolean).join(' '))
  }
  return names.slice(0, Math.max(count, products.length * stages.length))
}
