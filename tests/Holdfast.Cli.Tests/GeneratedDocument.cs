using Xunit;

namespace Holdfast.Cli.Tests;

/// <summary>Documents whose second part is written from the program. HOLDFAST_WRITE_DOCS=1 writes them anew.</summary>
internal static class GeneratedDocument
{
    private const string Mark =
        "<!-- Written by the tests from here on: HOLDFAST_WRITE_DOCS=1 make test ONLY=Cli,Service,Monitor -->";

    public static void Check(string path, string generated)
    {
        string full = Path.Combine(Root(), path);
        string before = File.Exists(full) ? File.ReadAllText(full) : "";
        int mark = before.IndexOf(Mark, StringComparison.Ordinal);
        string head = (mark < 0 ? before : before[..mark]).TrimEnd();
        CheckWhole(path, $"{head}\n\n{Mark}\n\n{generated.Trim()}\n");
    }

    /// <summary>A document that is written whole.</summary>
    public static void CheckWhole(string path, string whole)
    {
        string full = Path.Combine(Root(), path);
        string before = File.Exists(full) ? File.ReadAllText(full) : "";
        if (Environment.GetEnvironmentVariable("HOLDFAST_WRITE_DOCS") == "1")
        {
            File.WriteAllText(full, whole);
            return;
        }

        Assert.True(before == whole, $"{path} is not what the program says; write it anew with HOLDFAST_WRITE_DOCS=1");
    }

    /// <summary>The repository.</summary>
    public static string Root()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Holdfast.slnx")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("not inside the repository");
        }

        return folder;
    }
}
