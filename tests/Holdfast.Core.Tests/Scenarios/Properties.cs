using System.Collections;
using System.Globalization;
using System.Reflection;
using Holdfast.Core.Collections;

namespace Holdfast.Core.Tests.Scenarios;

/// <summary>Sets any property of a record by its name, without knowing the record.</summary>
/// <remarks>
/// Texts become bool, numbers, enums, durations, lists (comma separated), maps (k=v,k=v), dependency expressions
/// (<c>a &amp; (b | c)</c>), whatever parses itself, or, for any other record, its constructor's arguments joined by
/// colons. <c>null</c>, <c>none</c> and <c>never</c> clear what may be null.
/// </remarks>
internal static class Properties
{
    private static readonly MethodInfo ListMaker = typeof(ValueList).GetMethod(nameof(ValueList.ToValueList))!;

    public static T With<T>(T record, string name, string text)
        where T : class
    {
        PropertyInfo property = typeof(T).GetProperties()
            .FirstOrDefault(p => string.Equals(p.Name, name, StringComparison.OrdinalIgnoreCase) && p.CanWrite)
            ?? throw new ScenarioException($"{typeof(T).Name} has no property \"{name}\"");
        MethodInfo clone = typeof(T).GetMethod("<Clone>$")!;
        object changed = clone.Invoke(record, null)!;
        property.SetValue(changed, Parse(property.PropertyType, text));
        return (T)changed;
    }

    public static object? Parse(Type type, string text)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
        {
            return text is "null" or "none" or "never" ? null : Parse(inner, text);
        }

        if (type == typeof(string))
        {
            return text;
        }

        if (type == typeof(bool))
        {
            return Flag(text);
        }

        if (type == typeof(TimeSpan))
        {
            return Durations.Parse(text);
        }

        if (type == typeof(ValueList<ValueList<string>>))
        {
            return Expression(text);
        }

        return type switch
        {
            { IsEnum: true } => Enum.TryParse(type, text.Replace('|', ','), ignoreCase: true, out object? value)
                ? value
                : throw new ScenarioException($"{type.Name} has no value \"{text}\""),
            { IsGenericType: true } when type.GetGenericTypeDefinition() == typeof(ValueList<>) =>
                List(type.GetGenericArguments()[0], text),
            { IsGenericType: true } when type.GetGenericTypeDefinition() == typeof(ValueMap<>) =>
                Map(type, text),
            _ when type.GetMethod("Parse", [typeof(string), typeof(IFormatProvider)]) is { } parse =>
                parse.Invoke(null, [text, CultureInfo.InvariantCulture]),
            _ => Construct(type, text),
        };
    }

    /// <summary>An AND of ORs: <c>a &amp; (b | c)</c>; empty for nothing.</summary>
    public static ValueList<ValueList<string>> Expression(string text) => (text == "none" ? "" : text)
        .Split('&', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(any => any.Trim('(', ')').Split('|', StringSplitOptions.TrimEntries).ToValueList())
        .ToValueList();

    private static bool Flag(string text) => text.ToLowerInvariant() switch
    {
        "true" or "on" or "yes" => true,
        "false" or "off" or "no" => false,
        _ => throw new ScenarioException($"\"{text}\" is neither on nor off"),
    };

    private static object List(Type item, string text)
    {
        string[] parts = text is "" or "none" ? [] : text.Split(',', StringSplitOptions.TrimEntries);
        var items = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(item))!;
        foreach (string part in parts)
        {
            items.Add(Parse(item, part));
        }

        return ListMaker.MakeGenericMethod(item).Invoke(null, [items])!;
    }

    private static object Map(Type type, string text)
    {
        object map = type.GetField("Empty")!.GetValue(null)!;
        MethodInfo set = type.GetMethod("Set")!;
        foreach (string pair in text is "" or "none" ? [] : text.Split(',', StringSplitOptions.TrimEntries))
        {
            string[] sides = pair.Split('=', 2);
            string value = sides.Length == 2 ? sides[1] : throw new ScenarioException($"\"{pair}\" is not k=v");
            map = set.Invoke(map, [sides[0], Parse(type.GetGenericArguments()[0], value)])!;
        }

        return map;
    }

    private static object Construct(Type type, string text)
    {
        string[] parts = text.Split(':');
        ConstructorInfo maker = type.GetConstructors()
            .FirstOrDefault(c => c.GetParameters().Length >= parts.Length
                && c.GetParameters().Skip(parts.Length).All(p => p.HasDefaultValue))
            ?? throw new ScenarioException($"a {type.Name} cannot be made of \"{text}\"");
        return maker.Invoke([.. maker.GetParameters()
            .Select((p, i) => i < parts.Length ? Parse(p.ParameterType, parts[i]) : p.DefaultValue)]);
    }
}
