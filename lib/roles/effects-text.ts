import { countOf } from '@/lib/format'

/** Who gains or loses one permission, as `effectView` counts it. */
type Effect = {
  effect: 'gain' | 'lose'
  people: number
  serviceAccounts: number
  workspaces: number | null
}

/** The words around the permissions that an effect is about: "14 people lose" … "in 3 workspaces". */
export function effectWords(effect: Effect): { who: string; where: string } {
  const { people, serviceAccounts, workspaces } = effect
  const whom = [
    ...(people > 0 ? [countOf(people, 'person', 'people')] : []),
    ...(serviceAccounts > 0 ? [countOf(serviceAccounts, 'service account')] : []),
  ].join(' and ')
  const verb = people + serviceAccounts === 1 ? `${effect.effect}s` : effect.effect
  return {
    who: `${whom} ${verb}`,
    where: workspaces === null ? '' : `in ${countOf(workspaces, 'workspace')}`,
  }
}
