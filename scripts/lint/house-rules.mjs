// Rules of this house that no ready-made one covers; loaded by .oxlintrc.json.

/** `value as Type` switches the checks off, so it must say in a comment on its line or the one above why that is right. */
const explainedAssertion = {
  create(context) {
    const lines = context.sourceCode.lines
    const isExplained = (line) =>
      /\/\/|\/\*|\*\//.test(lines[line - 1] ?? '') || /^\s*(\/\/|\*)/.test(lines[line - 2] ?? '')
    return {
      TSAsExpression(node) {
        const { typeAnnotation, loc } = node
        const isConst = typeAnnotation.type === 'TSTypeReference' && typeAnnotation.typeName.name === 'const'
        if (isConst || isExplained(loc.start.line) || isExplained(loc.end.line)) return
        context.report({
          node,
          message: 'Explain this "as" in a comment on its line or above, or do without it.',
        })
      },
    }
  },
}

/** Plain functions and data everywhere; the one class is the error that callers tell apart. */
const noClass = {
  create(context) {
    const report = (node) => {
      if (node.id?.name !== 'AppError')
        context.report({ node, message: 'No class but AppError: use a function or plain data.' })
    }
    return { ClassDeclaration: report, ClassExpression: report }
  },
}

export default {
  meta: { name: 'house' },
  rules: { 'explained-assertion': explainedAssertion, 'no-class': noClass },
}
