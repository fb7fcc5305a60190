/** The verbs of permission ids. Every one of them but `read` implies reading the same resource. */
export type PermissionAction = 'create' | 'read' | 'update' | 'delete' | 'run'

/** One permission as the data files spell it; its id is the key it stands under. */
export type CatalogueEntry = {
  /** What one may do, as an imperative phrase for lists, checkboxes and messages. */
  readonly title: string
  /** A sentence for the role editor, tooltips and the API documentation. */
  readonly description: string
  /** The workspace scopes that stand for it, access model section 9. */
  readonly scopes?: readonly string[]
  /** May not be put into a custom role. */
  readonly isReserved?: true
  /** In no role at all: the operator of the installation alone may do it. */
  readonly isOperatorOnly?: true
}

export type CatalogueSection = Readonly<Record<`${PermissionAction}:${string}`, CatalogueEntry>>
