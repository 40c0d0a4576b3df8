using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Core.Collections;

/// <summary>An immutable map from names, in ordinal order, that is equal to another when its entries are.</summary>
/// <remarks>
/// Entries are in sorted runs. A change copies one run and the list of runs, and shares all others with the map it was
/// made from; a look at all entries walks arrays.
/// </remarks>
public sealed class ValueMap<T> : IReadOnlyDictionary<string, T>, IEquatable<ValueMap<T>>
{
    public static readonly ValueMap<T> Empty = new([], 0);
    private readonly SortedRun<T>[] _runs;

    private ValueMap(SortedRun<T>[] runs, int count)
    {
        _runs = runs;
        Count = count;
    }

    /// <exception cref="ArgumentException">A name is in it twice.</exception>
    public static ValueMap<T> From(IEnumerable<KeyValuePair<string, T>> entries)
    {
        KeyValuePair<string, T>[] sorted = [.. entries];
        if (FirstOutOfOrder(sorted) > 0)
        {
            Array.Sort(sorted, static (one, other) => string.CompareOrdinal(one.Key, other.Key));
            if (FirstOutOfOrder(sorted) is var twice && twice > 0)
            {
                throw new ArgumentException($"The name {sorted[twice].Key} is in it twice.", nameof(entries));
            }
        }

        return sorted.Length == 0
            ? Empty
            : new([.. sorted.Chunk(SortedRun<T>.Longest / 2).Select(SortedRun<T>.From)], sorted.Length);
    }

    public int Count { get; }

    public IEnumerable<string> Keys => _runs.SelectMany(run => run.Keys);

    public IEnumerable<T> Values
    {
        get
        {
            foreach (SortedRun<T> run in _runs)
            {
                foreach (T value in run.Values)
                {
                    yield return value;
                }
            }
        }
    }

    public T this[string key] =>
        TryGetValue(key, out T? value) ? value : throw new KeyNotFoundException($"There is no {key}.");

    public ValueMap<T> Set(string key, T value)
    {
        if (_runs.Length == 0)
        {
            return new([new([key], [value])], 1);
        }

        int place = PlaceOf(key);
        SortedRun<T> run = _runs[place];
        int index = run.IndexOf(key);
        if (index >= 0)
        {
            return ReferenceEquals(run.Values[index], value)
                ? this
                : new(With(place, run.Replace(index, value)), Count);
        }

        SortedRun<T> longer = run.Insert(~index, key, value);
        return new(
            longer.Keys.Length <= SortedRun<T>.Longest ? With(place, longer) : Split(place, longer), Count + 1);
    }

    public ValueMap<T> Remove(string key)
    {
        if (Count == 0)
        {
            return this;
        }

        int place = PlaceOf(key);
        int index = _runs[place].IndexOf(key);
        return index < 0 ? this
            : Count == 1 ? Empty
            : _runs[place].Keys.Length > 1 ? new(With(place, _runs[place].RemoveAt(index)), Count - 1)
            : new([.. _runs[..place], .. _runs[(place + 1)..]], Count - 1);
    }

    public bool ContainsKey(string key) => TryGetValue(key, out _);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out T value)
    {
        if (_runs.Length > 0)
        {
            SortedRun<T> run = _runs[PlaceOf(key)];
            int index = run.IndexOf(key);
            if (index >= 0)
            {
                value = run.Values[index];
                return true;
            }
        }

        value = default;
        return false;
    }

    public bool Equals(ValueMap<T>? other) =>
        other is not null
        && (ReferenceEquals(this, other) || (Count == other.Count && HasSameEntries(other)));

    public override bool Equals(object? obj) => Equals(obj as ValueMap<T>);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (KeyValuePair<string, T> entry in this)
        {
            hash.Add(entry.Key, StringComparer.Ordinal);
            hash.Add(entry.Value);
        }

        return hash.ToHashCode();
    }

    public IEnumerator<KeyValuePair<string, T>> GetEnumerator()
    {
        foreach (SortedRun<T> run in _runs)
        {
            for (int i = 0; i < run.Keys.Length; i++)
            {
                yield return new(run.Keys[i], run.Values[i]);
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The first entry that is not above the one before it; 0 if there is none.</summary>
    private static int FirstOutOfOrder(KeyValuePair<string, T>[] entries)
    {
        for (int i = 1; i < entries.Length; i++)
        {
            if (string.CompareOrdinal(entries[i - 1].Key, entries[i].Key) >= 0)
            {
                return i;
            }
        }

        return 0;
    }

    /// <summary>Maps that were made from each other share most of their runs, and those are not looked into.</summary>
    private bool HasSameEntries(ValueMap<T> other) =>
        _runs.Select(run => run.Keys.Length).SequenceEqual(other._runs.Select(run => run.Keys.Length))
            ? _runs.Zip(other._runs).All(runs => runs.First.HasSameEntries(runs.Second))
            : Keys.SequenceEqual(other.Keys, StringComparer.Ordinal) && Values.SequenceEqual(other.Values);

    /// <summary>The run in which the name is or would be.</summary>
    private int PlaceOf(string key)
    {
        (int low, int high) = (0, _runs.Length - 1);
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            (low, high) = string.CompareOrdinal(_runs[middle].Keys[0], key) <= 0 ? (middle, high) : (low, middle - 1);
        }

        return low;
    }

    private SortedRun<T>[] With(int place, SortedRun<T> run)
    {
        SortedRun<T>[] runs = [.. _runs];
        runs[place] = run;
        return runs;
    }

    private SortedRun<T>[] Split(int place, SortedRun<T> run)
    {
        (SortedRun<T> first, SortedRun<T> second) = run.Halves();
        return [.. _runs[..place], first, second, .. _runs[(place + 1)..]];
    }
}
