using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;

namespace EnvelopeCrypto.Help;

/// <summary>Reads the cmdlets of an assembly from its metadata; nothing of it is run.</summary>
internal static class CmdletReader
{
    private const string CmdletAttribute = "CmdletAttribute";
    private const string ParameterAttribute = "ParameterAttribute";
    private const string AllSets = "__AllParameterSets";

    internal static IReadOnlyList<CmdletShape> Read(string assembly, IEnumerable<string> references)
    {
        string[] runtime = Directory.GetFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "*.dll");
        string[] given = [assembly, .. references];
        HashSet<string> names = [.. given.Select(static path => Path.GetFileName(path))];
        using MetadataLoadContext context = new(new PathAssemblyResolver([.. given, .. runtime.Where(path => !names.Contains(Path.GetFileName(path)))]));
        return [.. context.LoadFromAssemblyPath(Path.GetFullPath(assembly)).GetTypes()
            .Where(static type => !type.IsAbstract && Find(type.GetCustomAttributesData(), CmdletAttribute) is not null)
            .Select(ReadCmdlet)
            .OrderBy(static cmdlet => cmdlet.Name, StringComparer.Ordinal)];
    }

    private static CmdletShape ReadCmdlet(Type type)
    {
        CustomAttributeData attribute = Find(type.GetCustomAttributesData(), CmdletAttribute)!;
        ParameterShape[] parameters = [.. type.GetProperties(BindingFlags.Instance | BindingFlags.Public).Select(ReadParameter).OfType<ParameterShape>()];
        string? defaultSet = Named<string>(attribute, "DefaultParameterSetName");
        string[] sets = [.. parameters.SelectMany(static parameter => parameter.Roles).Select(static role => role.Set).OfType<string>().Distinct()
            .OrderBy(set => set == defaultSet ? 0 : 1)];
        return new CmdletShape(
            (string)attribute.ConstructorArguments[0].Value!,
            (string)attribute.ConstructorArguments[1].Value!,
            Named<bool>(attribute, "SupportsShouldProcess"),
            parameters,
            sets.Length == 0 ? [AllSets] : sets);
    }

    /// <summary>A property as a parameter; null when it is none, or is not to be shown.</summary>
    private static ParameterShape? ReadParameter(PropertyInfo property)
    {
        IList<CustomAttributeData> attributes = property.GetCustomAttributesData();
        CustomAttributeData[] roles = [.. attributes.Where(static attribute => attribute.AttributeType.Name == ParameterAttribute)];
        if (roles.Length == 0 || roles.Any(static role => Named<bool>(role, "DontShow")))
        {
            return null;
        }

        Type type = property.PropertyType.IsGenericType && property.PropertyType.Name == "Nullable`1" ? property.PropertyType.GetGenericArguments()[0] : property.PropertyType;
        return new ParameterShape(
            property.Name,
            type.Name,
            type.Name == "SwitchParameter",
            type.IsArray,
            type.IsEnum ? [.. type.GetFields(BindingFlags.Static | BindingFlags.Public).Select(static field => field.Name)] : [],
            [.. Aliases(attributes)],
            Find(attributes, "SupportsWildcardsAttribute") is not null,
            [.. roles.Select(ReadRole)]);
    }

    private static ParameterRole ReadRole(CustomAttributeData attribute)
    {
        string? set = Named<string>(attribute, "ParameterSetName");
        int? position = attribute.NamedArguments.Any(static argument => argument.MemberName == "Position") ? Named<int>(attribute, "Position") : null;
        return new ParameterRole(
            set == AllSets ? null : set,
            Named<bool>(attribute, "Mandatory"),
            position,
            Named<bool>(attribute, "ValueFromPipeline"),
            Named<bool>(attribute, "ValueFromPipelineByPropertyName"));
    }

    private static IEnumerable<string> Aliases(IEnumerable<CustomAttributeData> attributes) =>
        Find(attributes, "AliasAttribute")?.ConstructorArguments[0].Value is IEnumerable<CustomAttributeTypedArgument> names
            ? names.Select(static name => (string)name.Value!)
            : [];

    private static CustomAttributeData? Find(IEnumerable<CustomAttributeData> attributes, string name) =>
        attributes.FirstOrDefault(attribute => attribute.AttributeType.Name == name);

    private static T? Named<T>(CustomAttributeData attribute, string name) =>
        attribute.NamedArguments.Where(argument => argument.MemberName == name).Select(static argument => (T?)argument.TypedValue.Value).FirstOrDefault();
}
