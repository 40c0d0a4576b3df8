namespace Holdfast.Core.Collections;

/// <summary>Some neighbouring entries of a <see cref="ValueMap{T}"/>, in ordinal order. Never empty.</summary>
internal sealed class SortedRun<T>(string[] keys, T[] values)
{
    /// <summary>A longer one is split: what a change copies is about this, and the number of runs.</summary>
    public const int Longest = 128;

    public string[] Keys { get; } = keys;

    public T[] Values { get; } = values;

    public static SortedRun<T> From(KeyValuePair<string, T>[] sorted) => new(
        Array.ConvertAll(sorted, static entry => entry.Key), Array.ConvertAll(sorted, static entry => entry.Value));

    /// <summary>Where the name is; if it is not in the run, the complement of where it would be.</summary>
    public int IndexOf(string key)
    {
        (int low, int high) = (0, Keys.Length - 1);
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            int order = string.CompareOrdinal(Keys[middle], key);
            if (order == 0)
            {
                return middle;
            }

            if (order < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return ~low;
    }

    public SortedRun<T> Replace(int index, T value)
    {
        T[] changed = [.. Values];
        changed[index] = value;
        return new(Keys, changed);
    }

    public SortedRun<T> Insert(int index, string key, T value) => new(
        [.. Keys.AsSpan(0, index), key, .. Keys.AsSpan(index)],
        [.. Values.AsSpan(0, index), value, .. Values.AsSpan(index)]);

    public SortedRun<T> RemoveAt(int index) => new(
        [.. Keys.AsSpan(0, index), .. Keys.AsSpan(index + 1)],
        [.. Values.AsSpan(0, index), .. Values.AsSpan(index + 1)]);

    public (SortedRun<T> First, SortedRun<T> Second) Halves()
    {
        int half = Keys.Length / 2;
        return (new(Keys[..half], Values[..half]), new(Keys[half..], Values[half..]));
    }

    /// <summary>Whether another run of the same length has the same names with equal values.</summary>
    public bool HasSameEntries(SortedRun<T> other)
    {
        if (ReferenceEquals(this, other))
        {
            return true;
        }

        EqualityComparer<T> comparer = EqualityComparer<T>.Default;
        for (int i = 0; i < Keys.Length; i++)
        {
            if (!string.Equals(Keys[i], other.Keys[i], StringComparison.Ordinal)
                || !comparer.Equals(Values[i], other.Values[i]))
            {
                return false;
            }
        }

        return true;
    }
}
