using System.ComponentModel;
using System.Net.Sockets;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using Holdfast.MonitorProtocol.Monitors;
using Holdfast.ResourceApi.Hosting;

namespace Holdfast.Monitor.Loading;

/// <summary>
/// <c>holdfast-monitor --describe PATH</c>: prints what a DLL, a publish folder or the built-in DLL offers, and ends.
/// The one reader of a DLL's types and schemas; run it in a short-lived process, for it runs code of the DLL.
/// </summary>
internal static class Describer
{
    /// <summary>What stands for the DLL that comes with Holdfast, in place of a path.</summary>
    public const string BuiltIn = "builtin";

    private static readonly string ApiName = typeof(ResourceApi.Resource).Assembly.GetName().Name!;

    /// <summary>Prints a <see cref="PackageDescription"/>, or every error on standard error.</summary>
    /// <returns>The process's exit code: 0, or 2 if it is no valid resource DLL.</returns>
    public static int Run(string path)
    {
        try
        {
            var description = Describe(path);
            Console.Out.WriteLine(JsonSerializer.Serialize(description, Json.PackageDescription));
            return 0;
        }
        catch (LoadException exception)
        {
            Console.Error.WriteLine(exception.Message);
            return 2;
        }
        catch (Exception exception) when (Refused(exception) is { } refused)
        {
            Console.Error.WriteLine($"{path} cannot be read: {refused.Message} {Confined.Explanation}");
            return 2;
        }
    }

    /// <summary>What a DLL offers.</summary>
    /// <exception cref="LoadException">It is no valid resource DLL.</exception>
    public static PackageDescription Describe(string path)
    {
        var dll = path == BuiltIn ? ResourceDll.LoadBuiltIn()
            : File.Exists(path) ? ResourceDll.LoadFile(path)
            : Directory.Exists(path) ? FindIn(path)
            : throw new LoadException(
            $"There is no file or folder {path}; name a resource DLL or the folder it was published to.");
        return new PackageDescription
        {
            DllName = dll.Assembly.GetName().Name + ".dll",
            Version = VersionOf(dll.Assembly),
            Types = [.. dll.Definitions.Select(TypeOf)],
        };
    }

    private static MonitorJson Json { get; } = new(new JsonSerializerOptions(MonitorJson.Default.Options)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <summary>What the confinement refused to code of the DLL; null if it failed for another reason.</summary>
    private static Exception? Refused(Exception? exception) =>
        exception is null or UnauthorizedAccessException or SocketException or Win32Exception
            ? exception
            : Refused(exception.InnerException);

    /// <summary>The one DLL of a folder that has resource types; those that cannot have any are not loaded.</summary>
    private static ResourceDll FindIn(string folder)
    {
        var candidates = Directory.EnumerateFiles(folder, "*.dll").Where(UsesApi).Order(StringComparer.Ordinal)
            .ToList();
        var found = new List<ResourceDll>();
        var errors = new List<string>();
        foreach (var candidate in candidates)
        {
            try
            {
                found.Add(ResourceDll.LoadFile(candidate));
            }
            catch (LoadException exception)
            {
                errors.Add(exception.Message);
            }
        }

        return found switch
        {
            [var one] => one,
            [] when errors.Count > 0 => throw new LoadException(string.Join(Environment.NewLine, errors)),
            [] => throw new LoadException(
                $"No DLL in {folder} uses {ApiName}; name the folder that `dotnet publish -o` wrote."),
            _ => throw new LoadException($"{folder} has {found.Count} resource DLLs "
                + $"({string.Join(", ", found.Select(dll => dll.Assembly.GetName().Name))}); publish each to a "
                + "folder of its own."),
        };
    }

    private static bool UsesApi(string path)
    {
        using var file = File.OpenRead(path);
        try
        {
            using var image = new PEReader(file);
            if (!image.HasMetadata)
            {
                return false;
            }

            var metadata = image.GetMetadataReader();
            return metadata.AssemblyReferences.Any(reference =>
                metadata.StringComparer.Equals(metadata.GetAssemblyReference(reference).Name, ApiName));
        }
        catch (BadImageFormatException)
        {
            return false;
        }
    }

    private static string VersionOf(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
        ?? assembly.GetName().Version?.ToString() ?? "0.0.0";

    private static TypeDescription TypeOf(ResourceTypeDefinition definition) => new()
    {
        Name = definition.Name,
        DisplayName = definition.DisplayName,
        EntryType = definition.EntryType.FullName!,
        Description = definition.Description,
        PropertySchema = definition.Schema,
        AppliedAtOnce = definition.AppliedAtOnce,
        Controls = definition.ControlNames,
        LooksAlivePollMs = (long)definition.LooksAlivePollInterval.TotalMilliseconds,
        IsAlivePollMs = (long)definition.IsAlivePollInterval.TotalMilliseconds,
        PendingTimeoutMs = (long)definition.PendingTimeout.TotalMilliseconds,
        DeadlockTimeoutMs = (long)definition.DeadlockTimeout.TotalMilliseconds,
        FenceScope = definition.FenceScope.ToString(),
        HasRoles = definition.HasRoles,
    };
}
