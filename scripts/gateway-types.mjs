// Writes out the types of the gateway's messages, so that they stand alone: whatever
// `src/gateway/feed/protocol.ts` draws in from the rest of the server is spelt out in place.
import { join } from 'node:path';
import ts from 'typescript';

export function gatewayTypes(root) {
  const file = join(root, 'src', 'gateway', 'feed', 'protocol.ts');
  const config = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, root);
  const program = ts.createProgram([file, join(root, 'src', 'roles', 'permissions.ts')], options);
  const checker = program.getTypeChecker();

  const exported = (path, name) => {
    const module = checker.getSymbolAtLocation(program.getSourceFile(path));
    const found = checker.getExportsOfModule(module).find((symbol) => symbol.name === name);
    if (!found) throw new Error(`${path} exports no ${name}.`);
    return found;
  };

  const write = (type) => {
    if (type.isUnion()) return union(type.types);
    // A branded string is a string to whoever is outside.
    if (type.isIntersection()) {
      const plain = type.types.find(
        ({ flags }) => flags & (ts.TypeFlags.String | ts.TypeFlags.Number),
      );
      return plain ? write(plain) : object(type);
    }
    if (checker.isArrayType(type)) {
      return `Array<${write(checker.getTypeArguments(type)[0])}>`;
    }
    if (type.flags & ts.TypeFlags.Object) return object(type);
    return checker.typeToString(type);
  };

  const union = (types) => {
    const parts = new Set(
      types.filter(({ flags }) => !(flags & ts.TypeFlags.Undefined)).map(write),
    );
    // The checker knows a boolean as two literals, and has `null` come first.
    if (parts.delete('true') && parts.delete('false')) parts.add('boolean');
    if (parts.delete('null')) parts.add('null');
    return [...parts].join(' | ');
  };

  const object = (type) => {
    const index = checker.getIndexTypeOfType(type, ts.IndexKind.String);
    if (index) return `Record<string, ${write(index)}>`;
    const fields = checker.getPropertiesOfType(type).map((symbol) => {
      const optional = symbol.flags & ts.SymbolFlags.Optional;
      const value = write(checker.getTypeOfSymbol(symbol));
      return `${comment(symbol)}readonly ${symbol.name}${optional ? '?' : ''}: ${value};`;
    });
    return `{ ${fields.join('\n')} }`;
  };

  const comment = (symbol) => {
    const text = ts.displayPartsToString(symbol.getDocumentationComment(checker));
    return text ? `/** ${text.replaceAll('\n', '\n * ')} */\n` : '';
  };

  const payloads = checker.getDeclaredTypeOfSymbol(exported(file, 'Payloads'));
  const messages = checker.getPropertiesOfType(payloads).map((symbol) => {
    return `${comment(symbol)}${symbol.name}: ${write(checker.getTypeOfSymbol(symbol))};`;
  });
  const permissions = exported(join(root, 'src', 'roles', 'permissions.ts'), 'PERMISSION_BITS');
  const bits = checker.getPropertiesOfType(checker.getTypeOfSymbol(permissions)).map((symbol) => {
    return `${symbol.name}: ${checker.typeToString(checker.getTypeOfSymbol(symbol))},`;
  });
  const path = checker.typeToString(checker.getTypeOfSymbol(exported(file, 'GATEWAY_PATH')));
  return `
/** Where the gateway listens. */
export const GATEWAY_PATH = ${path};

/** The bit of each permission in a role's \`permissions\`. */
export const PERMISSION_BITS = { ${bits.join('\n')} } as const;

/** What each message carries, by op. */
export interface Payloads { ${messages.join('\n')} }
`;
}
