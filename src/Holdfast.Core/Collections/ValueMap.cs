using System.Collections;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Core.Collections;

/// <summary>An immutable map from names, in ordinal order, that is equal to another when its entries are.</summary>
public sealed class ValueMap<T> : IReadOnlyDictionary<string, T>, IEquatable<ValueMap<T>>
{
    public static readonly ValueMap<T> Empty = new(ImmutableSortedDictionary.Create<string, T>(StringComparer.Ordinal));
    private readonly ImmutableSortedDictionary<string, T> _entries;

    private ValueMap(ImmutableSortedDictionary<string, T> entries) => _entries = entries;

    public static ValueMap<T> From(IEnumerable<KeyValuePair<string, T>> entries) =>
        new(entries.ToImmutableSortedDictionary(StringComparer.Ordinal));

    public int Count => _entries.Count;

    public IEnumerable<string> Keys => _entries.Keys;

    public IEnumerable<T> Values => _entries.Values;

    public T this[string key] => _entries[key];

    public ValueMap<T> Set(string key, T value) => new(_entries.SetItem(key, value));

    public ValueMap<T> Remove(string key) => new(_entries.Remove(key));

    public bool ContainsKey(string key) => _entries.ContainsKey(key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out T value) => _entries.TryGetValue(key, out value);

    public bool Equals(ValueMap<T>? other) =>
        other is not null && (ReferenceEquals(this, other) || _entries.SequenceEqual(other._entries));

    public override bool Equals(object? obj) => Equals(obj as ValueMap<T>);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (KeyValuePair<string, T> entry in _entries)
        {
            hash.Add(entry.Key, StringComparer.Ordinal);
            hash.Add(entry.Value);
        }

        return hash.ToHashCode();
    }

    public IEnumerator<KeyValuePair<string, T>> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
