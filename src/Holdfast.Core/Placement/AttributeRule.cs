using System.Diagnostics.CodeAnalysis;
using Holdfast.Core.Collections;

namespace Holdfast.Core.Placement;

/// <summary>
/// A condition on a node's attributes: <c>a=v</c>, <c>a!=v</c>, <c>a</c> (the node has it) or <c>!a</c> (it has it
/// not).
/// </summary>
public sealed record AttributeRule
{
    private AttributeRule(string attribute, string? value, bool negated)
    {
        Attribute = attribute;
        Value = value;
        Negated = negated;
    }

    public string Attribute { get; }

    /// <summary>The value asked for; null if the attribute must only be there.</summary>
    public string? Value { get; }

    public bool Negated { get; }

    public static bool TryParse(string text, [NotNullWhen(true)] out AttributeRule? rule)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        bool not = equals > 0 ? text[equals - 1] == '!' : text.StartsWith('!');
        string name = (equals < 0 ? text[(not ? 1 : 0)..] : text[..(not ? equals - 1 : equals)]).Trim();
        rule = name.Length == 0 || name.Contains('!', StringComparison.Ordinal)
            ? null
            : new(name, equals < 0 ? null : text[(equals + 1)..].Trim(), not);
        return rule is not null;
    }

    /// <summary>Whether a node with these attributes meets it.</summary>
    /// <remarks><c>a!=v</c> is also met by a node that has no <c>a</c>.</remarks>
    public bool IsMetBy(ValueMap<string> attributes)
    {
        bool has = attributes.TryGetValue(Attribute, out string? value)
            && (Value is null || string.Equals(value, Value, StringComparison.Ordinal));
        return has != Negated;
    }

    /// <summary>The first of the conditions that the attributes do not meet; null if they meet all.</summary>
    /// <remarks>What is no condition is met by nobody.</remarks>
    public static string? FirstUnmet(ValueList<string> conditions, ValueMap<string> attributes) =>
        conditions.FirstOrDefault(text => !(TryParse(text, out AttributeRule? rule) && rule.IsMetBy(attributes)));

    /// <summary>How many of the conditions the attributes meet.</summary>
    public static int CountMet(ValueList<string> conditions, ValueMap<string> attributes) =>
        conditions.Count(text => TryParse(text, out AttributeRule? rule) && rule.IsMetBy(attributes));
}
