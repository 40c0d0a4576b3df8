using System.Globalization;

namespace Holdfast.Benchmarks;

/// <summary>
/// <c>[--only name,…] [--runs N]</c>: a line of JSON a measurement, with all its values, for <c>make bench</c>.
/// </summary>
internal static class Program
{
    public static int Main(string[] args)
    {
        string[] only = Value(args, "--only", "").Split(',', StringSplitOptions.RemoveEmptyEntries);
        string[] unknown = [.. only.Except(Measured.Names, StringComparer.Ordinal)];
        if (unknown.Length > 0
            || !int.TryParse(Value(args, "--runs", "20"), CultureInfo.InvariantCulture, out int runs) || runs < 1)
        {
            Console.Error.WriteLine($"--only takes {string.Join(", ", Measured.Names)}; --runs a number from 1");
            return 2;
        }

        foreach (string line in Measured.Lines(only.Length == 0 ? Measured.Names : only, runs))
        {
            Console.WriteLine(line);
        }

        return 0;
    }

    private static string Value(string[] args, string option, string otherwise)
    {
        int at = Array.IndexOf(args, option);
        return at >= 0 && at + 1 < args.Length ? args[at + 1] : otherwise;
    }
}
