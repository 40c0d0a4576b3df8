using System.Reflection;
using System.Security.Cryptography;

namespace Holdfast.Service.Api.Pages;

/// <summary>The files of the web page as they were built into this assembly; none if it was compiled without.</summary>
/// <remarks>Text is kept compressed (<c>.gz</c>), as nearly every browser takes it. Nothing is read before it is
/// asked for.</remarks>
internal sealed class WebFiles
{
    private const string Prefix = "web/";
    private const string Packed = ".gz";
    private readonly Dictionary<string, Lazy<WebFile>> _files;

    private WebFiles(Dictionary<string, Lazy<WebFile>> files) => _files = files;

    /// <summary>Whether there is a page at all.</summary>
    public bool BuiltIn => _files.ContainsKey("index.html");

    public static WebFiles OfThisAssembly()
    {
        Assembly assembly = typeof(WebFiles).Assembly;
        return Of(assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => (name[Prefix.Length..], (Func<byte[]>)(() => Bytes(assembly, name)))));
    }

    /// <summary>Files by their paths; those that end in <c>.gz</c> are compressed, and asked for without.</summary>
    public static WebFiles Of(IEnumerable<(string Path, Func<byte[]> Read)> files) =>
        new(files.ToDictionary(
            file => Unpacked(file.Path),
            file => new Lazy<WebFile>(() => Load(file.Path, file.Read())), StringComparer.Ordinal));

    public WebFile? Find(string path) => _files.TryGetValue(path, out Lazy<WebFile>? file) ? file.Value : null;

    private static string Unpacked(string path) =>
        path.EndsWith(Packed, StringComparison.Ordinal) ? path[..^Packed.Length] : path;

    private static WebFile Load(string path, byte[] content)
    {
        string name = Unpacked(path);
        string tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(content))[..20]}\"";
        return new WebFile(content, name != path, TypeOf(name), tag);
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".woff2" => "font/woff2",
        ".json" => "application/json",
        ".txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    };

    private static byte[] Bytes(Assembly assembly, string name)
    {
        using Stream stream = assembly.GetManifestResourceStream(name)!;
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}

/// <summary>One file of the web page.</summary>
/// <param name="Content">Its bytes, as they are kept.</param>
/// <param name="Packed">Whether they are compressed with gzip.</param>
/// <param name="Type">Its media type.</param>
/// <param name="Tag">Its entity tag, with quotes.</param>
internal sealed record WebFile(byte[] Content, bool Packed, string Type, string Tag);
