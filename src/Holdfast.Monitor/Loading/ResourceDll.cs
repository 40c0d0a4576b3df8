using System.Reflection;
using Holdfast.MonitorProtocol.Monitors;
using Holdfast.MonitorProtocol.Packages;
using Holdfast.ResourceApi.Hosting;

namespace Holdfast.Monitor.Loading;

/// <summary>A loaded resource DLL and its types.</summary>
internal sealed class ResourceDll
{
    public const string BuiltInName = "Holdfast.ClusterResources";

    private ResourceDll(Assembly assembly, IReadOnlyList<ResourceTypeDefinition> definitions)
    {
        Assembly = assembly;
        Definitions = definitions;
    }

    public Assembly Assembly { get; }

    /// <summary>Its types, by name.</summary>
    public IReadOnlyList<ResourceTypeDefinition> Definitions { get; }

    /// <summary>The type whose class has this full name; null if there is none.</summary>
    public ResourceTypeDefinition? Find(string entryType) =>
        Definitions.FirstOrDefault(definition => definition.EntryType.FullName == entryType);

    /// <summary>Verifies a package's hash and loads its DLL; an empty path means the built-in one.</summary>
    /// <exception cref="LoadException"> It is missing, differs from what was registered, or cannot be loaded.
    /// </exception>
    public static ResourceDll Load(LoadRequest request)
    {
        if (request.PackagePath.Length == 0)
        {
            return LoadBuiltIn();
        }

        var path = Path.Combine(request.PackagePath, request.DllName);
        if (!File.Exists(path))
        {
            throw new LoadException($"DLL missing: {path}");
        }

        Verify(request);
        return LoadFile(path);
    }

    /// <summary>Loads the DLL that comes with Holdfast.</summary>
    public static ResourceDll LoadBuiltIn() => Guarded(BuiltInName, () => Assembly.Load(BuiltInName));

    /// <summary>Loads a DLL of which nothing is known yet.</summary>
    /// <exception cref="LoadException">It cannot be loaded or is no resource DLL.</exception>
    public static ResourceDll LoadFile(string path)
    {
        var full = Path.GetFullPath(path);
        return Guarded(full, () => new PackageLoadContext(full).LoadFromAssemblyPath(full));
    }

    private static void Verify(LoadRequest request)
    {
        string actual;
        try
        {
            actual = PackageHash.Compute(request.PackagePath);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LoadException($"The package {request.PackagePath} cannot be read: {exception.Message}");
        }

        if (!string.Equals(actual, request.PackageHash, StringComparison.OrdinalIgnoreCase))
        {
            throw new LoadException(
                $"The package {request.PackagePath} is damaged: its hash is {actual}, registered was "
                + $"{request.PackageHash}. It must be fetched again from a node that has it.");
        }
    }

    private static ResourceDll Guarded(string name, Func<Assembly> load)
    {
        try
        {
            var assembly = load();
            var definitions = ResourceTypeDefinition.FindAll(assembly);
            return definitions.Count > 0
                ? new ResourceDll(assembly, definitions)
                : throw new LoadException(
                $"{name} has no resource type; derive a public class from Resource<TProperties> and "
                    + "mark it [ResourceType(\"Name\")].");
        }
        catch (ReflectionTypeLoadException exception)
        {
            var reasons = exception.LoaderExceptions.OfType<Exception>().Select(inner => inner.Message).Distinct();
            throw new LoadException(
                $"{name} cannot be loaded: {string.Join("; ", reasons)} Publish it (dotnet publish) so that "
                + "everything it needs is beside it.");
        }
        catch (InvalidResourceTypeException exception)
        {
            throw new LoadException(string.Join(Environment.NewLine, exception.Errors));
        }
        catch (Exception exception) when (exception is BadImageFormatException or IOException or TypeLoadException)
        {
            throw new LoadException($"{name} cannot be loaded: {exception.Message}");
        }
    }
}
