import { resolve } from 'node:path';
import { Visitor, type ESTree, type Plugin } from 'vite';

/**
 * Lets Solid run under Trusted Types: each ``template(`…`)`` that the compiler wrote becomes ``template(literalHtml`…`)``,
 * which the page's one policy lets pass (src/tab/trusted-types.ts). A template that is not a literal fails the build.
 */
export function trustedTemplates(): Plugin {
  const policy = resolve(import.meta.dirname, 'src/tab/trusted-types.ts').replaceAll('\\', '/');
  return {
    name: 'offprint:trusted-templates',
    // The development server sends no such header, and markup made on a server needs no policy.
    apply: (_, { command, isSsrBuild }) => command === 'build' && !isSsrBuild,
    transform: {
      filter: { code: { include: /\bsolid-js\/web\b/ } },
      handler(code, id) {
        const starts = literalStarts(this.parse(code) as ESTree.Program, id);
        if (starts.length === 0) return null;
        const pieces = [0, ...starts].map((start, i) => code.slice(start, starts[i]));
        const policyImport = `import { literalHtml as _$literal } from ${JSON.stringify(policy)};`;
        return { code: policyImport + pieces.join('_$literal'), map: null };
      },
    },
  };
}

/** Where each literal begins that a module gives to Solid's `template`. */
function literalStarts(program: ESTree.Program, id: string): readonly number[] {
  const names = templateNames(program);
  const starts: number[] = [];
  const visitor = new Visitor({
    CallExpression({ callee, arguments: [first] }) {
      if (callee.type !== 'Identifier' || !names.has(callee.name)) return;
      if (first?.type !== 'TemplateLiteral' || first.expressions.length > 0) {
        throw new Error(`${id}: template() is given something other than a literal`);
      }
      starts.push(first.start);
    },
  });
  visitor.visit(program);
  return starts;
}

/** The names under which a module imports Solid's `template`. */
function templateNames(program: ESTree.Program): ReadonlySet<string> {
  const names = new Set<string>();
  const visitor = new Visitor({
    ImportDeclaration({ source, specifiers }) {
      if (source.value !== 'solid-js/web') return;
      for (const specifier of specifiers) {
        if (specifier.type !== 'ImportSpecifier' || specifier.imported.type !== 'Identifier')
          continue;
        if (specifier.imported.name === 'template') names.add(specifier.local.name);
      }
    },
  });
  visitor.visit(program);
  return names;
}
