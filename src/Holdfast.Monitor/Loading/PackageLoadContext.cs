using System.Reflection;
using System.Runtime.Loader;

namespace Holdfast.Monitor.Loading;

/// <summary>
/// Loads a resource DLL and what its package brings with it, apart from the monitor's own assemblies. Only
/// Holdfast.ResourceApi is shared, so that both sides mean the same by Resource.
/// </summary>
internal sealed class PackageLoadContext(string dllPath)
    : AssemblyLoadContext(Path.GetFileNameWithoutExtension(dllPath))
{
    private readonly AssemblyDependencyResolver resolver = new(dllPath);

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var shared = typeof(ResourceApi.Resource).Assembly;
        return assemblyName.Name == shared.GetName().Name ? shared
            : resolver.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFromAssemblyPath(path)
            : null;
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;
}
