// The functions that are worked out while somebody types. Each takes (context, arguments): functions of the context that
// give a value or an area. What is not here is worked out by the spreadsheet program that opens the file next.
(() => {
  "use strict";
  const crm = window.crmSheet;
  const { fail, isArea, checked, scalar, tidy, number, text, order, Unknown } = crm;

  // Every value of an area that is filled, row by row.
  const each = (area, context, visit) => {
    const end = context.bounds(area.sheet);
    for (let row = area.top; row <= Math.min(area.bottom, end.row); row += 1) {
      for (let column = area.left; column <= Math.min(area.right, end.column); column += 1) {
        const value = context.value(area.sheet, row, column);
        if (value !== null) visit(value, row, column);
      }
    }
  };
  const values = (given, context) => {
    const found = [];
    for (const one of given) {
      const value = one(context);
      if (isArea(value)) each(value, context, (inner) => found.push({ value: inner, typed: false }));
      else found.push({ value: checked(value), typed: true });
    }
    return found;
  };
  // As the sums see them: texts and truths in cells do not count, typed ones do.
  const numbers = (given, context) =>
    values(given, context).flatMap(({ value, typed }) => {
      checked(value);
      return typeof value === "number" ? [value] : typed && value !== null ? [number(value)] : [];
    });
  const truths = (given, context) =>
    values(given, context).flatMap(({ value, typed }) => {
      checked(value);
      if (typeof value === "string") return typed ? fail("#VALUE!") : [];
      return value === null ? [] : [Boolean(value)];
    });
  const add = (list) => list.reduce((sum, one) => sum + one, 0);
  const one = (context, given, at, otherwise) => (at < given.length ? scalar(given[at](context), context) : otherwise);
  const numeric = (does) => (context, given) => tidy(does(...given.map((_each, at) => number(one(context, given, at)))));
  const wordy = (does) => (context, given) => does(...given.map((_each, at) => one(context, given, at)));
  const over = (does) => (context, given) => tidy(does(numbers(given, context)));

  const round = (how) => (value, digits = 0) => {
    const places = Math.trunc(digits);
    const [mantissa, exponent = "0"] = Math.abs(value).toPrecision(15).split("e");
    const scaled = how(Number(`${mantissa}e${Number(exponent) + places}`));
    return Math.sign(value) * Number(`${scaled}e${-places}`);
  };
  const median = (list) => {
    const sorted = [...list].sort((a, b) => a - b);
    const middle = Math.floor(sorted.length / 2);
    if (!sorted.length) fail("#NUM!");
    return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  };
  const ranked = (sign) => (context, given) => {
    const list = numbers(given.slice(0, 1), context).sort((a, b) => sign * (a - b));
    return list[number(one(context, given, 1)) - 1] ?? fail("#NUM!");
  };

  // ">=5", "<>", "Lam*": what a cell must be like.
  const criterion = (wanted) => {
    if (wanted === null) return (value) => value === 0;
    if (typeof wanted !== "string") return (value) => value !== null && typeof value === typeof wanted && value === wanted;
    const [, sign, rest] = /^(<=|>=|<>|=|<|>)?(.*)$/su.exec(wanted);
    const bare = /^[-+]?[0-9]+([.,][0-9]+)?$/.test(rest.trim()) ? number(rest) : null;
    if (bare !== null) {
      const tests = { "<": (by) => by < 0, ">": (by) => by > 0, "<=": (by) => by <= 0, ">=": (by) => by >= 0, "<>": (by) => by !== 0 };
      const test = tests[sign] ?? ((by) => by === 0);
      return (value) => (typeof value === "number" ? test(value - bare) : sign === "<>");
    }
    if (sign && !["=", "<>"].includes(sign)) return (value) => typeof value === "string" && { "<": -1, ">": 1 }[sign[0]] * order(value, rest) > 0;
    const pattern = rest.replace(/[.+^${}()|[\]\\]/g, "\\$&").replace(/(~?)([*?])/g, (_all, mark, sign_) => (mark ? `\\${sign_}` : sign_ === "*" ? ".*" : "."));
    const test = new RegExp(`^${pattern}$`, "isu");
    return (value) => (sign === "<>") !== test.test(value === null ? "" : text(value));
  };
  const areaOf = (given, at, context) => {
    const area = given[at](context);
    return isArea(area) ? area : fail("#VALUE!");
  };
  // Where all criteria hold: a list of [row, column] from the corner of the areas.
  const places = (context, given, from) => {
    const tests = [];
    for (let at = from; at + 1 < given.length; at += 2) tests.push([areaOf(given, at, context), criterion(one(context, given, at + 1))]);
    const [{ sheet, top, left, bottom, right }] = tests[0];
    const ends = tests.map(([area]) => ({ end: context.bounds(area.sheet), area }));
    const rows = Math.min(bottom - top, Math.max(...ends.map(({ end, area }) => end.row - area.top)));
    const columns = Math.min(right - left, Math.max(...ends.map(({ end, area }) => end.column - area.left)));
    const found = [];
    for (let row = 0; row <= rows; row += 1) {
      for (let column = 0; column <= columns; column += 1) {
        if (tests.every(([area, test]) => test(checked(context.value(area.sheet ?? sheet, area.top + row, area.left + column))))) found.push([row, column]);
      }
    }
    return found;
  };
  const picked = (area, found, context) =>
    found.map(([row, column]) => checked(context.value(area.sheet, area.top + row, area.left + column))).filter((value) => typeof value === "number");
  const average = (list) => (list.length ? add(list) / list.length : fail("#DIV/0!"));
  const on = (does) => ({
    one: (context, given) => tidy(does(picked(areaOf(given, given.length > 2 ? 2 : 0, context), places(context, given.slice(0, 2), 0), context))),
    many: (context, given) => tidy(does(picked(areaOf(given, 0, context), places(context, given, 1), context))),
  });

  const found = (context, wanted, area, mode) => {
    const across = area.top === area.bottom;
    const end = context.bounds(area.sheet);
    const length = across ? Math.min(area.right, end.column) - area.left : Math.min(area.bottom, end.row) - area.top;
    const at = (place) => context.value(area.sheet, area.top + (across ? 0 : place), area.left + (across ? place : 0));
    const test = mode === 0 && typeof wanted === "string" ? criterion(`=${wanted}`) : null;
    let best = -1;
    for (let place = 0; place <= length; place += 1) {
      const value = at(place);
      if (value === null || (value !== null && typeof value === "object")) continue;
      if (mode === 0) {
        if (test ? typeof value === "string" && test(value) : typeof value === typeof wanted && value === wanted) return place;
      } else if (typeof value === typeof wanted) {
        const by = order(value, wanted) * mode;
        if (by > 0) break;
        best = place;
      }
    }
    return best < 0 ? fail("#N/A") : best;
  };
  const lookup = (down) => (context, given) => {
    const area = areaOf(given, 1, context);
    const mode = given.length > 3 && !number(one(context, given, 3)) ? 0 : 1;
    const line = down ? { ...area, right: area.left } : { ...area, bottom: area.top };
    const place = found(context, one(context, given, 0), line, mode);
    const step = number(one(context, given, 2)) - 1;
    if (step < 0 || step > (down ? area.right - area.left : area.bottom - area.top)) fail("#REF!");
    return checked(context.value(area.sheet, area.top + (down ? place : step), area.left + (down ? step : place)));
  };

  const DAY = 86_400_000;
  const day = (value, context) => new Date((number(value) + (context.from1904 ? 1462 : 0) - 25_569) * DAY);
  const serial = (date, context) => date.getTime() / DAY + 25_569 - (context.from1904 ? 1462 : 0);
  const made = (year, month, date) => {
    const built = new Date(0);
    built.setUTCFullYear(year < 1900 ? year + 1900 : year, month - 1, date);
    return built;
  };
  const dated = (does) => (context, given) => does(day(Math.floor(number(one(context, given, 0))), context), context, given);
  const now = (context) => {
    const here = new Date();
    return serial(new Date(Date.UTC(here.getFullYear(), here.getMonth(), here.getDate(), here.getHours(), here.getMinutes(), here.getSeconds())), context);
  };
  const months = (start, count, last) => {
    const first = made(start.getUTCFullYear(), start.getUTCMonth() + 1 + Math.trunc(count), 1);
    const days = made(first.getUTCFullYear(), first.getUTCMonth() + 2, 0).getUTCDate();
    first.setUTCDate(last ? days : Math.min(start.getUTCDate(), days));
    return first;
  };
  const attempt = (test) => (context, given) => {
    try {
      return scalar(given[0](context), context);
    } catch (trouble) {
      if (trouble instanceof Unknown || !test(trouble.code)) throw trouble;
      return one(context, given, 1);
    }
  };
  const is = (test) => (context, given) => {
    const value = given[0](context);
    try {
      return test(isArea(value) ? scalar(value, context) : checked(value));
    } catch (trouble) {
      if (trouble instanceof Unknown) throw trouble;
      return test({ error: trouble.code });
    }
  };
  const subtotal = { 1: average, 2: (list) => list.length, 4: (list) => Math.max(0, ...list), 5: (list) => Math.min(...list), 6: (list) => list.reduce((a, b) => a * b, 1), 9: add };

  crm.RESTLESS = new Set(["INDIRECT", "OFFSET", "NOW", "TODAY", "RAND", "RANDBETWEEN", "CELL", "INFO"]);
  crm.FUNCTIONS = {
    SUM: over(add),
    AVERAGE: over(average),
    MIN: over((list) => list.reduce((a, b) => Math.min(a, b), list[0] ?? 0)),
    MAX: over((list) => list.reduce((a, b) => Math.max(a, b), list[0] ?? 0)),
    PRODUCT: over((list) => list.reduce((a, b) => a * b, 1)),
    MEDIAN: over(median),
    LARGE: ranked(-1),
    SMALL: ranked(1),
    COUNT: (context, given) => values(given, context).filter(({ value }) => typeof value === "number").length,
    COUNTA: (context, given) => values(given, context).length,
    SUBTOTAL: (context, given) => {
      const does = subtotal[number(one(context, given, 0)) % 100];
      if (!does) throw new Unknown();
      return tidy(does(numbers(given.slice(1), context)));
    },
    SUMIF: on(add).one,
    SUMIFS: on(add).many,
    AVERAGEIF: on(average).one,
    AVERAGEIFS: on(average).many,
    COUNTIF: (context, given) => places(context, given, 0).length,
    COUNTIFS: (context, given) => places(context, given, 0).length,
    SUMPRODUCT: (context, given) => {
      const areas = given.map((_each, at) => areaOf(given, at, context));
      let sum = 0;
      each(areas[0], context, (_value, row, column) => {
        const factors = areas.map((area) => checked(context.value(area.sheet, area.top + row - areas[0].top, area.left + column - areas[0].left)));
        sum += factors.reduce((product, factor) => product * (typeof factor === "number" ? factor : 0), 1);
      });
      return tidy(sum);
    },
    ABS: numeric(Math.abs),
    SIGN: numeric(Math.sign),
    INT: numeric(Math.floor),
    SQRT: numeric((value) => (value < 0 ? fail("#NUM!") : Math.sqrt(value))),
    POWER: numeric((value, by) => value ** by),
    EXP: numeric(Math.exp),
    LN: numeric((value) => (value <= 0 ? fail("#NUM!") : Math.log(value))),
    LOG10: numeric((value) => (value <= 0 ? fail("#NUM!") : Math.log10(value))),
    MOD: numeric((value, by) => (by === 0 ? fail("#DIV/0!") : value - by * Math.floor(value / by))),
    PI: () => Math.PI,
    ROUND: numeric(round((value) => Math.round(value))),
    ROUNDUP: numeric(round(Math.ceil)),
    ROUNDDOWN: numeric(round(Math.floor)),
    TRUNC: numeric(round(Math.floor)),
    IF: (context, given) => {
      const test = one(context, given, 0);
      if (typeof test === "string") fail("#VALUE!");
      return test ? one(context, given, 1) : one(context, given, 2, false);
    },
    IFERROR: attempt(() => true),
    IFNA: attempt((code) => code === "#N/A"),
    IFS: (context, given) => {
      for (let at = 0; at + 1 < given.length; at += 2) if (one(context, given, at)) return one(context, given, at + 1);
      return fail("#N/A");
    },
    AND: (context, given) => truths(given, context).every(Boolean),
    OR: (context, given) => truths(given, context).some(Boolean),
    NOT: (context, given) => !one(context, given, 0),
    TRUE: () => true,
    FALSE: () => false,
    NA: () => fail("#N/A"),
    CHOOSE: (context, given) => one(context, given, Math.trunc(number(one(context, given, 0)))) ?? fail("#VALUE!"),
    VLOOKUP: lookup(true),
    HLOOKUP: lookup(false),
    MATCH: (context, given) => found(context, one(context, given, 0), areaOf(given, 1, context), Math.sign(number(one(context, given, 2, 1)))) + 1,
    INDEX: (context, given) => {
      const area = areaOf(given, 0, context);
      const flat = area.top === area.bottom && given.length < 3;
      const [row, column] = flat ? [1, number(one(context, given, 1))] : [number(one(context, given, 1)), number(one(context, given, 2, 1))];
      if (row < 1 || column < 1) throw new Unknown();
      if (area.top + row - 1 > area.bottom || area.left + column - 1 > area.right) fail("#REF!");
      return checked(context.value(area.sheet, area.top + row - 1, area.left + column - 1));
    },
    XLOOKUP: (context, given) => {
      if (given.length > 4) throw new Unknown();
      const [line, from] = [areaOf(given, 1, context), areaOf(given, 2, context)];
      try {
        const place = found(context, one(context, given, 0), line, 0);
        const across = line.top === line.bottom;
        return checked(context.value(from.sheet, from.top + (across ? 0 : place), from.left + (across ? place : 0)));
      } catch (trouble) {
        if (trouble.code !== "#N/A" || given.length < 4) throw trouble;
        return one(context, given, 3);
      }
    },
    ROWS: (context, given) => { const area = areaOf(given, 0, context); return area.bottom - area.top + 1; },
    COLUMNS: (context, given) => { const area = areaOf(given, 0, context); return area.right - area.left + 1; },
    CONCATENATE: wordy((...all) => all.map(text).join("")),
    CONCAT: (context, given) => values(given, context).map(({ value }) => text(checked(value))).join(""),
    TEXTJOIN: (context, given) => {
      const [between, skip] = [text(one(context, given, 0)), one(context, given, 1)];
      return values(given.slice(2), context).map(({ value }) => text(checked(value))).filter((value) => value !== "" || !skip).join(between);
    },
    LEFT: wordy((value, count = 1) => [...text(value)].slice(0, number(count)).join("")),
    RIGHT: wordy((value, count = 1) => { const all = [...text(value)]; return all.slice(Math.max(0, all.length - number(count))).join(""); }),
    MID: wordy((value, from, count) => text(value).slice(number(from) - 1, number(from) - 1 + number(count))),
    LEN: wordy((value) => text(value).length),
    TRIM: wordy((value) => text(value).replace(/ +/g, " ").replace(/^ | $/g, "")),
    UPPER: wordy((value) => text(value).toUpperCase()),
    LOWER: wordy((value) => text(value).toLowerCase()),
    EXACT: wordy((value, other) => text(value) === text(other)),
    REPT: wordy((value, count) => (text(value).length * number(count) > 32_767 ? fail("#VALUE!") : text(value).repeat(Math.trunc(number(count))))),
    SUBSTITUTE: (context, given) => {
      if (given.length > 3) throw new Unknown();
      const [all, old, other] = [0, 1, 2].map((at) => text(one(context, given, at)));
      return old ? all.replaceAll(old, () => other) : all;
    },
    FIND: wordy((wanted, value, from = 1) => text(value).indexOf(text(wanted), number(from) - 1) + 1 || fail("#VALUE!")),
    ISBLANK: is((value) => value === null),
    ISNUMBER: is((value) => typeof value === "number"),
    ISTEXT: is((value) => typeof value === "string"),
    ISERROR: is((value) => value !== null && typeof value === "object"),
    TODAY: (context) => Math.floor(now(context)),
    NOW: (context) => now(context),
    DATE: (context, given) => serial(made(...[0, 1, 2].map((at) => number(one(context, given, at)))), context),
    YEAR: dated((date) => date.getUTCFullYear()),
    MONTH: dated((date) => date.getUTCMonth() + 1),
    DAY: dated((date) => date.getUTCDate()),
    WEEKDAY: dated((date, context, given) => ({ 1: date.getUTCDay() + 1, 2: ((date.getUTCDay() + 6) % 7) + 1, 3: (date.getUTCDay() + 6) % 7 })[number(one(context, given, 1, 1))] ?? fail("#NUM!")),
    EDATE: dated((date, context, given) => serial(months(date, number(one(context, given, 1)), false), context)),
    EOMONTH: dated((date, context, given) => serial(months(date, number(one(context, given, 1)), true), context)),
    DAYS: numeric((end, start) => Math.floor(end) - Math.floor(start)),
  };
})();
