// Judges values by the protocol's model: unknown properties, missing ones, wrong types, null where there should be nothing.
'use strict';
const fs = require('fs');
const path = require('path');

const INT_MAX = 2 ** 31 - 1;
const isInteger = (value) => Number.isInteger(value) && Math.abs(value) <= INT_MAX + 1;
const isText = (value) => typeof value === 'string';
const BASES = {
  URI: (value) => isText(value) && /^[A-Za-z][A-Za-z0-9+.-]*:/.test(value),
  DocumentUri: (value) => isText(value) && /^[A-Za-z][A-Za-z0-9+.-]*:/.test(value),
  integer: isInteger,
  uinteger: (value) => isInteger(value) && value >= 0,
  decimal: (value) => typeof value === 'number',
  RegExp: isText,
  string: isText,
  boolean: (value) => typeof value === 'boolean',
  null: (value) => value === null,
};
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const shown = (value) => (value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 100));

class Model {
  constructor(model) {
    this.named = new Map();
    for (const kind of ['structures', 'enumerations', 'typeAliases'])
      for (const entry of model[kind]) this.named.set(entry.name, { kind, entry });
    this.requests = new Map(model.requests.map((one) => [one.method, one]));
    this.notifications = new Map(model.notifications.map((one) => [one.method, one]));
  }

  static ofProtocol() {
    const file = path.join(__dirname, '../../../support/protocol.json');
    return new Model(JSON.parse(fs.readFileSync(file, 'utf8')));
  }

  /** Whose registration it is, by method: the type of its registerOptions. */
  registrationOptions(method) {
    for (const one of [...this.requests.values(), ...this.notifications.values()])
      if ((one.registrationMethod || one.method) === method && one.registrationOptions) return one.registrationOptions;
    return undefined;
  }

  /** What is wrong with `value`, as sentences; none if it is of this type. */
  problems(value, type, where) {
    switch (type.kind) {
      case 'base':
        return BASES[type.name](value) ? [] : [`${where}: ${shown(value)} is no ${type.name}`];
      case 'stringLiteral':
        return value === type.value ? [] : [`${where}: ${shown(value)} is not "${type.value}"`];
      case 'array':
        return Array.isArray(value)
          ? value.flatMap((item, i) => this.problems(item, type.element, `${where}[${i}]`))
          : [`${where}: ${shown(value)} is no array`];
      case 'tuple':
        return Array.isArray(value) && value.length === type.items.length
          ? value.flatMap((item, i) => this.problems(item, type.items[i], `${where}[${i}]`))
          : [`${where}: ${shown(value)} is no ${type.items.length} values`];
      case 'map':
        return isObject(value)
          ? Object.entries(value).flatMap(([key, item]) => [
              ...this.problems(key, type.key, `${where}, the key ${key}`),
              ...this.problems(item, type.value, `${where}.${key}`)])
          : [`${where}: ${shown(value)} is no object`];
      case 'literal':
        return this.ofProperties(value, type.value.properties, where);
      case 'and':
        return this.ofProperties(value, type.items.flatMap((item) => this.properties(item)), where);
      case 'or': {
        const all = type.items.map((item) => this.problems(value, item, where));
        return all.reduce((least, some) => (some.length < least.length ? some : least));
      }
      case 'reference':
        return this.ofNamed(value, type.name, where);
      default:
        throw new Error(`the model has a kind ${type.kind}`);
    }
  }

  ofNamed(value, name, where) {
    if (name === 'LSPAny') return value === undefined ? [`${where}: nothing`] : [];
    const { kind, entry } = this.named.get(name);
    if (kind === 'structures') return this.ofProperties(value, this.properties({ kind: 'reference', name }), where);
    if (kind === 'typeAliases') return this.problems(value, entry.type, where);
    if (entry.supportsCustomValues || entry.values.some((one) => one.value === value))
      return this.problems(value, entry.type, where);
    return [`${where}: ${shown(value)} is none of ${name}`];
  }

  /** All that a structure has, from its bases, too. */
  properties(type) {
    const { entry } = this.named.get(type.name);
    const bases = [...(entry.extends || []), ...(entry.mixins || [])].flatMap((base) => this.properties(base));
    return [...entry.properties, ...bases.filter((base) => entry.properties.every((own) => own.name !== base.name))];
  }

  ofProperties(value, properties, where) {
    if (!isObject(value)) return [`${where}: ${shown(value)} is no object`];
    const found = Object.keys(value)
      .filter((key) => properties.every((one) => one.name !== key))
      .map((key) => `${where}: ${key} is not in the model`);
    for (const one of properties) {
      if (!(one.name in value)) {
        if (!one.optional) found.push(`${where}: ${one.name} is missing`);
      } else {
        found.push(...this.problems(value[one.name], one.type, `${where}.${one.name}`));
      }
    }
    return found;
  }
}

module.exports = { Model };
