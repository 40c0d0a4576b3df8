using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Holdfast.Architecture;

/// <summary>The repository's files, as the tests read them.</summary>
internal static class Repository
{
    private static readonly string[] Folders = ["src", "tests", "samples", "templates"];

    public static string Root { get; } = FindRoot();

    /// <summary>Every C# file of ours, with its path from the root, in order.</summary>
    public static IReadOnlyList<SourceFile> Sources { get; } = [.. Folders
        .Select(folder => Path.Combine(Root, folder))
        .Where(Directory.Exists)
        .SelectMany(folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
        .Where(path => !IsGenerated(path))
        .Order(StringComparer.Ordinal)
        .Select(SourceFile.Read)];

    public static IEnumerable<string> Projects(string folder) => Directory
        .EnumerateFiles(Path.Combine(Root, folder), "*.csproj", SearchOption.AllDirectories)
        .Where(path => !IsGenerated(path))
        .Order(StringComparer.Ordinal);

    /// <summary>Every Markdown file of ours.</summary>
    public static IEnumerable<string> Documents => Directory
        .EnumerateFiles(Root, "*.md", SearchOption.AllDirectories)
        .Where(path => !IsGenerated(path))
        .Order(StringComparer.Ordinal);

    public static string Relative(string path) => Path.GetRelativePath(Root, path);

    private static bool IsGenerated(string path)
    {
        string[] parts = Relative(path).Split('/');
        return parts.Any(part => part is "obj" or "bin" or "artifacts" or "node_modules" or ".git" or ".demo");
    }

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Holdfast.slnx")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException(
            "These tests run inside the repository; Holdfast.slnx was not found.");
    }
}

/// <summary>One C# file: its path from the root, its lines, and its syntax.</summary>
internal sealed record SourceFile(string Path, string[] Lines, CompilationUnitSyntax Syntax)
{
    public static SourceFile Read(string path)
    {
        string text = File.ReadAllText(path);
        return new SourceFile(
            Repository.Relative(path),
            text.TrimEnd('\n').Split('\n'),
            (CompilationUnitSyntax)CSharpSyntaxTree.ParseText(text).GetRoot());
    }
}
