namespace Holdfast.Service.Api.Problems;

/// <summary>Finds the name that was probably meant.</summary>
internal static class NearNames
{
    private const int LongestName = 100;

    /// <summary>The nearest of the known names, null if none is near; of equally near ones the first in ordinal
    /// order.</summary>
    public static string? Of(string name, IEnumerable<string> known)
    {
        if (name.Length is 0 or > LongestName)
        {
            return null;
        }

        int limit = Math.Max(1, name.Length / 3);
        (string? best, int distance) = (null, limit + 1);
        foreach (string each in known.Where(each => each.Length <= LongestName).Order(StringComparer.Ordinal))
        {
            int found = string.Equals(name, each, StringComparison.OrdinalIgnoreCase) ? 0 : Distance(name, each);
            if (found < distance)
            {
                (best, distance) = (each, found);
            }
        }

        return best;
    }

    /// <summary>"; did you mean "x"?", or nothing.</summary>
    public static string Question(string? near) => near is null ? "" : $"; did you mean \"{near}\"?";

    /// <summary>Optimal string alignment (Damerau 1964): inserts, deletes, replacements and swaps of neighbours, each
    /// 1.</summary>
    private static int Distance(string left, string right)
    {
        int[,] cost = new int[left.Length + 1, right.Length + 1];
        for (int i = 0; i <= left.Length; i++)
        {
            for (int j = 0; j <= right.Length; j++)
            {
                cost[i, j] = i == 0 || j == 0 ? i + j : Step(cost, left, right, i, j);
            }
        }

        return cost[left.Length, right.Length];
    }

    private static int Step(int[,] cost, string left, string right, int i, int j)
    {
        int replace = char.ToUpperInvariant(left[i - 1]) == char.ToUpperInvariant(right[j - 1]) ? 0 : 1;
        int best = Math.Min(
            cost[i - 1, j - 1] + replace, Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1);
        return i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1]
            ? Math.Min(best, cost[i - 2, j - 2] + 1)
            : best;
    }
}
